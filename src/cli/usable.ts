import { usableView, type UsableView } from '../core/app/usable-view'
import type { CodexError } from '../core/codex/codex-error'
import type { GuardLight } from '../core/lanes/usable'
import { laneViews } from '../core/lanes/lanes'
import { initialLimitsState, type LimitsState } from '../core/limits/limits-state'
import { err, type Result } from '../core/result'
import type { Session } from '../core/session/session'
import type { Settings } from '../core/settings'
import { codexHome } from '../services/codex/codex-home'
import { createGuardInstallation } from '../services/guard/guard-installation'
import { type ModelList, createModels } from '../services/codex/models'
import type { FoundCodex } from '../services/codex/find-codex'
import type { Supervisor } from '../services/codex/supervisor'
import { createLimitsReader } from '../services/limits/limits-reader'
import { withCodex } from './codex'
import type { CliContext } from './verb'

/** Both lanes. */
export type UsableNow = Readonly<Record<'spark' | 'standard', UsableView>>

interface Asked {
  readonly found: Result<FoundCodex, CodexError>
  readonly limits: LimitsState
  readonly list: Result<ModelList, CodexError>
  readonly guard: GuardLight
}

// Whoever wants to know about a repository does not wait for a Codex that hangs.
const LONGEST_MS = 5000

/** Whether the lanes can be used now; `folder` is where a session would start. Never fails and answers within a few seconds: what could not be asked is said as that. */
export async function usableLanes(
  context: CliContext,
  settings: Settings,
  sessions: readonly Session[],
  folder: string,
): Promise<UsableNow> {
  const { found, limits, list, guard } = await withCodex(context, settings, (supervisor) =>
    ask(supervisor, settings, context, folder),
  )
  const nowMs = context.clock.now()
  const codex = found.ok ? { kind: 'found' as const, ...found.value } : { kind: 'failed' as const, error: found.error }
  const models = list.ok ? { list: list.value.models, problem: null } : { list: null, problem: list.error }
  const lanes = laneViews(settings, models.list, limits.account.kind)
  const views = lanes.map((lane) => {
    const suggestion = lane.suggestion === null ? null : { modelName: lane.suggestion.displayName }
    const card = { ...lane, modelName: lane.displayName, suggestion }
    return [lane.lane, usableView({ settings, codex, limits, models, sessions }, card, guard, nowMs)] as const
  })
  const view = (lane: 'spark' | 'standard'): UsableView =>
    views.find(([name]) => name === lane)?.[1] ?? { answer: 'unsure', line: '', reasons: [] }
  return { spark: view('spark'), standard: view('standard') }
}

async function ask(
  supervisor: Supervisor,
  settings: Settings,
  { clock, home, env, homeFolder }: CliContext,
  folder: string,
): Promise<Asked> {
  const limit: CodexError = { kind: 'timed-out', method: 'account/read', afterMs: LONGEST_MS, silent: true }
  const found = await supervisor.locate()
  if (!found.ok) return { found, limits: initialLimitsState, list: found, guard: 'unknown' }
  const reader = createLimitsReader({
    supervisor,
    clock,
    lanes: () => settings.lanes,
    sparkDisplayName: () => null,
  })
  const models = createModels({ supervisor, clock })
  const installation = createGuardInstallation({ home, codexHome: codexHome(env, homeFolder), supervisor })
  const asked = async (): Promise<Asked> => {
    const limits = await reader.readNow()
    const list = await models.list()
    // Without the hook there is nothing that Codex would have to be asked.
    if (!(await installation.isInFile())) return { found, limits, list, guard: 'not-installed' }
    const status = await installation.status(folder)
    return { found, limits, list, guard: status.ok ? status.value.state : 'unknown' }
  }
  return new Promise((resolve, reject) => {
    const cancel = clock.after(LONGEST_MS, () =>
      resolve({ found, limits: { ...initialLimitsState, problem: limit }, list: err(limit), guard: 'unknown' }),
    )
    asked().then(resolve, reject).finally(cancel)
  })
}

export function usableJson(usable: UsableNow) {
  const one = ({ answer, reasons }: UsableView) => ({ answer, reasons })
  return { spark: one(usable.spark), standard: one(usable.standard) }
}
