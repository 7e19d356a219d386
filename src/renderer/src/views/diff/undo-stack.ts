import type { DiffStore } from '../../stores/diff-store'
import { useDiff } from './diff-context'

/** Something the user did in this window that Ctrl/Cmd+Z takes back. */
export interface Undoable {
  readonly what: 'revert' | 'mark' | 'stage'
  readonly undo: () => void
}

export interface UndoStack {
  push(entry: Undoable): void
  /** Takes the latest back; false when there is nothing. */
  undo(): boolean
}

const most = 100

function createUndoStack(): UndoStack {
  const entries: Undoable[] = []
  return {
    push(entry) {
      entries.push(entry)
      if (entries.length > most) entries.shift()
    },
    undo() {
      const last = entries.pop()
      last?.undo()
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
