import { useContext, useEffect, useRef } from 'react'
import { DiffContext } from './diff-context'

/** A key of the live diff window. It works while no text is typed, and no dialog is open. */
export interface KeyBinding {
  /** `KeyboardEvent.key`, so "J" is Shift+J. */
  readonly key: string
  /** With Ctrl, or Cmd on macOS; without it the key is pressed alone. */
  readonly mod?: boolean
  /** What the sheet of keys says it does. */
  readonly does: string
  readonly group: 'Move' | 'Read' | 'Review' | 'Change' | 'Window'
  readonly run: () => void
}

export interface KeyRegistry {
  add(bindings: readonly KeyBinding[]): () => void
  /** In the order they were added. */
  all(): readonly KeyBinding[]
  /** Runs what is bound to the event's key; whether there was something. */
  handle(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean
}

export function createKeyRegistry(): KeyRegistry {
  const sets: (readonly KeyBinding[])[] = []
  const all = () => sets.flat()
  return {
    add(bindings) {
      sets.push(bindings)
      return () => void sets.splice(sets.indexOf(bindings), 1)
    },
    all,
    handle(event) {
      if (event.altKey) return false
      const mod = event.ctrlKey || event.metaKey
      const found = all().findLast((binding) => binding.key === event.key && (binding.mod ?? false) === mod)
      found?.run()
      return found !== undefined
    },
  }
}

/** Binds keys for as long as the component is in the page. */
export function useKeyBindings(bindings: readonly KeyBinding[]): void {
  const keys = useContext(DiffContext)?.keys
  const latest = useRef(bindings)
  useEffect(() => {
    latest.current = bindings
  })
  // The keys and words of a component do not change, only what they run.
  useEffect(
    () => keys?.add(latest.current.map((binding, at) => ({ ...binding, run: () => latest.current[at]?.run() }))),
    [keys],
  )
}
