import type { CodexError } from '../core/codex/codex-error'
import { describeCodexError } from '../core/errors/describe-codex-error'
import type { Settings } from '../core/settings'
import { codexHome } from '../services/codex/codex-home'
import { findCodex } from '../services/codex/find-codex'
import { createSupervisor, type Supervisor } from '../services/codex/supervisor'
import { failed, type Outcome } from './outcome'
import type { CliContext } from './verb'

/** Does work with Codex, whose app-server starts when it is needed and ends with the work. */
export async function withCodex<T>(
  context: CliContext,
  settings: Settings,
  work: (supervisor: Supervisor) => Promise<T>,
): Promise<T> {
  const { env, homeFolder, clock, version } = context
  const supervisor = createSupervisor({
    find: () => findCodex({ env, homeFolder, setting: settings.codexPath, clock }),
    env,
    codexHome: codexHome(env, homeFolder),
    appVersion: version,
    clock,
  })
  try {
    return await work(supervisor)
  } finally {
    await supervisor.stop()
  }
}

/** What went wrong with Codex. Unlike the app, a command that ended does not try again. */
export function codexFailed(error: CodexError): Outcome {
  const described = describeCodexError(error)
  const gaveUp = error.kind === 'exited' || error.kind === 'timed-out'
  return failed(gaveUp ? { ...described, next: 'Try again. If it stays so, try codex in a terminal.' } : described)
}
