import { misused, type Outcome } from '../outcome'
import { type CliContext, readArgs } from '../verb'
import { installGuard } from './guard/install'
import { letThrough } from './guard/pass'
import { guardStatus } from './guard/status'
import { uninstallGuard } from './guard/uninstall'

/** `firebreak guard install|status|uninstall|pass`. */
export async function guard(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('guard', args, { repo: { type: 'string' }, yes: { type: 'boolean' } }, 1)
  if (!call.ok) return call.outcome
  const { values, positionals } = call.parsed
  const { repo, yes = false } = values
  switch (positionals[0] ?? 'status') {
    case 'status':
      return guardStatus(repo, context)
    case 'install':
      return installGuard(repo, yes, context)
    case 'uninstall':
      return uninstallGuard(context)
    case 'pass':
      return letThrough(repo, context)
    default:
      return misused(`guard knows no ${positionals[0]}.`, 'guard')
  }
}
