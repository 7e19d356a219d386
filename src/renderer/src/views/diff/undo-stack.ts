import type { DiffStore } from '../../stores/diff-store'
import { useDiff } from './diff-context'

/** Something the user pressed in this window that Ctrl/Cmd+Z takes back; until it is done `undo` waits for it. */
export interface Undoable {
  readonly what: 'revert' | 'mark' | 'stage'
  readonly undo: () => void
}

/** Where a press stands among the others. */
export interface Pushed {
  /** Nothing came of it, or it was taken back by another way. */
  drop(): void
  /** It could not be taken back yet: it stands where it stood again, whatever was pressed since. */
  putBack(): void
}

export interface UndoStack {
  /** At the press, not at its answer: answers take their time, and the last press is what a person takes back. */
  push(entry: Undoable): Pushed
  /** Takes the latest back; false when there is nothing. */
  undo(): boolean
}

const most = 100

function createUndoStack(): UndoStack {
  let entries: readonly { readonly entry: Undoable; readonly serial: number }[] = []
  let serials = 0
  return {
    push(entry) {
      const pushed = { entry, serial: ++serials }
      const drop = () => {
        entries = entries.filter((one) => one !== pushed)
      }
      const putBack = () => {
        drop()
        entries = [...entries, pushed].toSorted((a, b) => a.serial - b.serial).slice(-most)
      }
      putBack()
      return { drop, putBack }
    },
    undo() {
      const last = entries.at(-1)
      entries = entries.slice(0, -1)
      last?.entry.undo()
      return last !== undefined
    },
  }
}

const stacks = new WeakMap<DiffStore, UndoStack>()

/** The one of this window, whatever part of it asks. */
export function useUndoStack(): UndoStack {
  const { diff } = useDiff()
  const known = stacks.get(diff)
  if (known !== undefined) return known
  const made = createUndoStack()
  stacks.set(diff, made)
  return made
}
