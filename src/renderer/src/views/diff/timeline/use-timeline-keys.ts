import { useKeyBindings } from '../key-bindings'
import type { KeyBinding } from '../key-registry'
import { useScopes } from '../scopes/scopes-context'
import { neighbour } from '../../../../../core/timeline/neighbour'

/** Steps from change to change, and marks where a comparison starts. */
export function useTimelineKeys(): void {
  const { session, scope, act } = useScopes()
  const changes = session?.changes ?? []
  const number = scope.kind === 'change' ? scope.number : null
  const chosen = changes.find((change) => change.number === number)
  useKeyBindings([
    bind('[', 'older change', () => {
      const older = neighbour(changes, scope, -1)
      if (older !== null) act.show({ kind: 'change', number: older })
    }),
    bind(']', 'newer change', () => {
      const newer = neighbour(changes, scope, 1)
      if (newer !== null) act.show({ kind: 'change', number: newer })
      else if (changes.length > 0) act.showNewest()
    }),
    bind('g', 'newest change', act.showNewest),
    bind('b', 'compare from this change', () => {
      const start = chosen ?? changes.at(-1)
      if (start !== undefined) act.compareFrom(start)
    }),
    bind('B', 'compare up to this change', () => {
      if (chosen !== undefined) act.compareTo(chosen)
    }),
  ])
}

function bind(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Read', run }
}
