import type { Settings } from '../../../core/settings'
import { codexHome } from '../../../services/codex/codex-home'
import { createGuardInstallation, type GuardInstallation } from '../../../services/guard/guard-installation'
import { withCodex } from '../../codex'
import type { CliContext } from '../../verb'

/** Does work with the guard; Codex starts when it has to be asked. */
export function withGuard<T>(
  context: CliContext,
  settings: Settings,
  work: (guard: GuardInstallation) => Promise<T>,
): Promise<T> {
  const { home, env, homeFolder } = context
  return withCodex(context, settings, (supervisor) =>
    work(createGuardInstallation({ home, codexHome: codexHome(env, homeFolder), supervisor })),
  )
}
