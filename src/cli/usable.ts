import { usableView, type UsableView } from '../core/app/usable-view'
import type { CodexError } from '../core/codex/codex-error'
import { laneViews } from '../core/lanes/lanes'
import { initialLimitsState, type LimitsState } from '../core/limits/limits-state'
import { err, type Result } from '../core/result'
import type { Session } from '../core/session/session'
import type { Settings } from '../core/settings'
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
}

// Whoever wants to know about a repository does not wait for a Codex that hangs.
const LONGEST_MS = 5000

/** Whether the lanes can be used now. Never fails and answers within a few seconds: what could not be asked is said as that. */
export async function usableLanes(
  context: CliContext,
  settings: Settings,
  sessions: readonly Session[],
): Promise<UsableNow> {
  const { found, limits, list } = await withCodex(context, settings, (supervisor) => ask(supervisor, settings, context))
  const nowMs = context.clock.now()
  const codex = found.ok ? { kind: 'found' as const, ...found.value } : { kind: 'failed' as const, error: found.error }
  const models = { problem: list.ok ? null : list.error }
  const lanes = laneViews(settings, list.ok ? list.value.models : null, limits.account.kind)
  const views = lanes.map((lane) => {
    const suggestion = lane.suggestion === null ? null : { modelName: lane.suggestion.displayName }
    const card = { ...lane, modelName: lane.displayName, suggestion }
    return [lane.lane, usableView({ settings, codex, limits, models, sessions }, card, 'unknown', nowMs)] as const
  })
  const view = (lane: 'spark' | 'standard'): UsableView =>
    views.find(([name]) => name === lane)?.[1] ?? { answer: 'unsure', line: '', reasons: [] }
  return { spark: view('spark'), standard: view('standard') }
}

async function ask(supervisor: Supervisor, settings: Settings, { clock }: CliContext): Promise<Asked> {
  const limit: CodexError = { kind: 'timed-out', method: 'account/read', afterMs: LONGEST_MS, silent: true }
  const found = await supervisor.locate()
  if (!found.ok) return { found, limits: initialLimitsState, list: found }
  const reader = createLimitsReader({
    supervisor,
    clock,
    lanes: () => settings.lanes,
    sparkDisplayName: () => null,
  })
  const models = createModels({ supervisor, clock })
  const asked = async (): Promise<Asked> => {
    const limits = await reader.readNow()
    return { found, limits, list: await models.list() }
  }
  return new Promise((resolve, reject) => {
    const cancel = clock.after(LONGEST_MS, () =>
      resolve({ found, limits: { ...initialLimitsState, problem: limit }, list: err(limit) }),
    )
    asked().then(resolve, reject).finally(cancel)
  })
}

export function usableJson(usable: UsableNow) {
  const one = ({ answer, reasons }: UsableView) => ({ answer, reasons })
  return { spark: one(usable.spark), standard: one(usable.standard) }
}
