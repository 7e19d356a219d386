import type { ChangeView } from '../app/session-views'
import type { Scope, ScopeEnd } from '../diff/scope'
import { unreachable } from '../result'

/** The two ends of what is on the screen. */
export interface ShownEnds {
  readonly from: ScopeEnd
  readonly to: ScopeEnd
}

/**
 * The change before (-1) or after (1) the one that is shown; null when there is none. `changes` are oldest first; `shown` is
 * null while the scope is not answered.
 */
export function neighbour(
  changes: readonly ChangeView[],
  scope: Scope,
  shown: ShownEnds | null,
  direction: 1 | -1,
): number | null {
  const { at, isThere } = placeOf(changes, scope, shown)
  return changes[direction === 1 && !isThere ? at : at + direction]?.number ?? null
}

/** Where a change is among the others, or would be: it can be one that is still written, or outside of a folder. */
interface Place {
  readonly at: number
  readonly isThere: boolean
}

/** Behind the newest, where no change alone is shown. */
function placeOf(changes: readonly ChangeView[], scope: Scope, shown: ShownEnds | null): Place {
  const behindAll: Place = { at: changes.length, isThere: false }
  switch (scope.kind) {
    case 'change': {
      const at = changes.findIndex(({ number }) => number >= scope.number)
      return at < 0 ? behindAll : { at, isThere: changes[at]?.number === scope.number }
    }
    case 'last-change': {
      const at = shown === null ? likelyLast(changes) : firstUpTo(changes, shown)
      return at < 0 ? behindAll : { at, isThere: isShown(changes[at], shown) }
    }
    case 'turn':
    case 'since-baseline':
    case 'uncommitted':
    case 'between':
      return behindAll
    default:
      return unreachable(scope)
  }
}

/** Ids sort by the order of capture; what is still written comes behind the capture that it is compared with. */
function firstUpTo(changes: readonly ChangeView[], { from, to }: ShownEnds): number {
  return changes.findIndex(({ checkpointId: id }) => {
    if (id === null) return false
    if (to.kind === 'checkpoint') return id >= to.id
    return from.kind === 'checkpoint' && id > from.id
  })
}

function isShown(change: ChangeView | undefined, shown: ShownEnds | null): boolean {
  return shown?.to.kind !== 'checkpoint' || change?.checkpointId === shown.to.id
}

/** The last change is that of Codex, and while it wrote nothing that of anybody. */
function likelyLast(changes: readonly ChangeView[]): number {
  const written = ({ headMove, restored }: ChangeView) => headMove === null && restored === null
  const byCodex = changes.findLastIndex((change) => written(change) && change.writer !== 'outside')
  return byCodex < 0 ? changes.findLastIndex(written) : byCodex
}
