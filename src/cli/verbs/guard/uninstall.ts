import { describeGuardError } from '../../../core/guard/guard-error'
import { settingsNow } from '../../home'
import { failed, type Outcome, said } from '../../outcome'
import type { CliContext } from '../../verb'
import { withGuard } from './with-guard'

/** Takes the guard out and puts Codex's files back as they were. */
export async function uninstallGuard(context: CliContext): Promise<Outcome> {
  const { settings } = await settingsNow(context.home)
  return withGuard(context, settings, async (guard) => {
    const done = await guard.uninstall()
    if (!done.ok) return failed(describeGuardError(done.error))
    return said(
      { state: 'not-installed', hooksFile: guard.hooksFile },
      'The guard is not installed any more. Sessions that still run it are let through.',
    )
  })
}
