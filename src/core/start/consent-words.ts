import type { CommitPreview } from '../repo/commit'
import { displayName } from '../words/display-name'

/** What a commit in this repository runs, one line each. */
export function consentLines({ hooks, filters, signing, identity }: CommitPreview): readonly string[] {
  const names = (list: readonly string[]) => list.map(displayName).join(', ')
  return [
    ...(hooks.length === 0 ? [] : [`Hooks: ${names(hooks)}`]),
    ...(filters.length === 0 ? [] : [`Filters: ${names(filters)}`]),
    ...(signing ? ['Signs the commit with your key'] : []),
    ...(identity === null ? [] : [`As ${displayName(identity.name)} <${displayName(identity.email)}>`]),
  ]
}
