import type { ChangeView } from '../../../../../core/app/session-views'
import { sameScope } from '../../../../../core/diff/scope'
import { shownOf } from '../../../stores/diff-state'
import { useDiff } from '../diff-context'
import { useKeyBindings } from '../key-bindings'
import type { KeyBinding } from '../key-registry'
import { type TimelinePoint, useScopes } from '../scopes/scopes-context'
import { neighbour, type ShownEnds } from '../../../../../core/timeline/neighbour'

/** Steps from change to change, pauses, and marks where a comparison starts. */
export function useTimelineKeys(): void {
  const { diff } = useDiff()
  const { session, scope, following, act } = useScopes()
  const changes = session?.changes ?? []
  const number = scope.kind === 'change' ? scope.number : null
  const chosen = changes.find((change) => change.number === number)
  // Asked for with the key: a save has nothing to do here.
  const shown = (): ShownEnds | null => {
    const state = diff.store.getState()
    const now = shownOf(state)
    return now.kind === 'diff' && !state.reading && sameScope(state.scope, scope) ? now : null
  }
  useKeyBindings([
    bind('[', 'older change', () => {
      const older = neighbour(changes, scope, shown(), -1)
      if (older !== null) act.show({ kind: 'change', number: older })
    }),
    bind(']', 'newer change', () => {
      const newer = neighbour(changes, scope, shown(), 1)
      if (newer !== null) act.show({ kind: 'change', number: newer })
      else if (changes.length > 0) act.showNewest()
    }),
    bind('g', 'newest change', act.showNewest),
    bind('F', 'pause, or follow again', () => act.setFollowing(!following)),
    bind('b', 'compare from this change', () => {
      const start = pointAfter(chosen ?? changes.at(-1))
      if (start !== null) act.compareFrom(start)
    }),
    bind('B', 'compare the start with this change', () => {
      const end = pointAfter(chosen)
      if (end !== null) act.compareTo(end)
    }),
  ])
}

function pointAfter(change: ChangeView | undefined): TimelinePoint | null {
  if (change === undefined || change.checkpointId === null) return null
  return { checkpointId: change.checkpointId, change: change.number }
}

function bind(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Read', run }
}
