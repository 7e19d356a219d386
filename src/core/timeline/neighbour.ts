import type { ChangeView } from '../app/session-views'
import type { Scope } from '../diff/scope'
import { unreachable } from '../result'

/** The change before (-1) or after (1) the one that is shown; null when there is none. `changes` are oldest first. */
export function neighbour(changes: readonly ChangeView[], scope: Scope, direction: 1 | -1): number | null {
  const at = placeOf(changes, scope)
  return changes[at + direction]?.number ?? null
}

/** Behind the newest, where no change alone is shown. */
function placeOf(changes: readonly ChangeView[], scope: Scope): number {
  switch (scope.kind) {
    case 'change': {
      const at = changes.findIndex(({ number }) => number === scope.number)
      return at < 0 ? changes.length : at
    }
    case 'last-change': {
      const at = changes.findLastIndex(({ headMove, restored, writer }) => {
        return headMove === null && restored === null && writer !== 'outside'
      })
      return at < 0 ? changes.length : at
    }
    case 'turn':
    case 'since-baseline':
    case 'uncommitted':
    case 'between':
      return changes.length
    default:
      return unreachable(scope)
  }
}
