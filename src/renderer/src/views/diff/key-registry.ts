import { type KeyPress, pressedKey } from './pressed-key'

/** A key of the live diff window. It works while no text is typed, and no dialog or menu is open. */
export interface KeyBinding {
  /** `KeyboardEvent.key`, so "J" is Shift+J. */
  readonly key: string
  /** With Ctrl, or Cmd on macOS; without it the key is pressed alone. */
  readonly mod?: boolean
  /** It means nothing to a text field, so it works while text is typed as well. */
  readonly whileTyping?: boolean
  /** Again and again while it is held down; other keys of Review and Change act once. */
  readonly whileHeld?: boolean
  /** What the sheet of keys says it does. */
  readonly does: string
  readonly group: KeyGroup
  readonly run: () => void
}

export type KeyGroup = 'Move' | 'Read' | 'Review' | 'Change' | 'Window'

export interface KeyRegistry {
  readonly add: (bindings: readonly KeyBinding[]) => () => void
  /** In the order they were added; the same array until one is added or taken away. */
  readonly all: () => readonly KeyBinding[]
  /** Calls back when a binding was added or taken away; answers how to stop that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Runs what is bound to the event's key; whether there was something. */
  readonly handle: (event: KeyPress, typing?: boolean) => boolean
}

export function createKeyRegistry(): KeyRegistry {
  let sets: readonly (readonly KeyBinding[])[] = []
  let flat: readonly KeyBinding[] = []
  const listeners = new Set<() => void>()
  const put = (next: typeof sets) => {
    sets = next
    flat = sets.flat()
    for (const listener of listeners) listener()
  }
  return {
    add(bindings) {
      put([...sets, bindings])
      return () => put(sets.filter((set) => set !== bindings))
    },
    all: () => flat,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    handle(event, typing = false) {
      if (event.altKey) return false
      const key = pressedKey(event)
      const mod = event.ctrlKey || event.metaKey
      const found = flat.findLast(
        (binding) =>
          binding.key === key && (binding.mod ?? false) === mod && (!typing || (binding.whileTyping ?? false)),
      )
      if (found === undefined) return false
      // A key that is held down must not mark or revert what was never read.
      if (event.repeat !== true || repeats(found)) found.run()
      return true
    },
  }
}

function repeats({ whileHeld, group }: KeyBinding): boolean {
  return whileHeld ?? (group !== 'Review' && group !== 'Change')
}
