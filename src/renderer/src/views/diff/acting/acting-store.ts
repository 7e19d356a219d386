import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import type { CommandError } from '../../../../../shared/contract'
import type { DiffStore } from '../../../stores/diff-store'
import { useDiff } from '../diff-context'

/** A question that has to be answered before anything is done. */
export type ActingQuestion =
  /** The file was added here, so reverting it deletes it; `hunkId` names the hunk that was meant. */
  | { readonly kind: 'delete-file'; readonly file: FileDiff; readonly hunkId: string | null }
  | { readonly kind: 'revert-change'; readonly number: number; readonly files: number }
  | { readonly kind: 'commit-reviewed' }

/** Lines of one hunk that are selected, by their places among its lines, both ends included. */
export interface LineSelection {
  readonly path: RepoPath
  readonly hunkId: string
  readonly anchor: number
  readonly head: number
}

export interface ActingState {
  /** What was just done, and how it is taken back. `serial` tells two of the same words apart. */
  readonly said: {
    readonly text: string
    readonly serial: number
    readonly undo: (() => void) | null
    /** Until it is dismissed or something else is done: names and places take longer to read. */
    readonly stays: boolean
  } | null
  readonly refusal: CommandError | null
  readonly question: ActingQuestion | null
  readonly selection: LineSelection | null
}

const stores = new WeakMap<DiffStore, StoreApi<ActingState>>()

/** The one of this window, whatever part of it asks. */
export function actingStoreOf(diff: DiffStore): StoreApi<ActingState> {
  const known = stores.get(diff)
  if (known !== undefined) return known
  const made = createStore<ActingState>(() => ({ said: null, refusal: null, question: null, selection: null }))
  stores.set(diff, made)
  return made
}

/** Says what was just done, with the way to take it back if there is one; what `stays` does so until the next. */
export function sayDone(diff: DiffStore, text: string, undo: (() => void) | null = null, stays = false): void {
  actingStoreOf(diff).setState(({ said }) => ({ said: { text, serial: (said?.serial ?? 0) + 1, undo, stays } }))
}

const turns = new WeakMap<DiffStore, Promise<unknown>>()

/** Does one thing of a window after the other. */
export function inTurn<T>(diff: DiffStore, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(diff) ?? Promise.resolve()).then(work)
  turns.set(
    diff,
    mine.catch(() => null),
  )
  return mine
}

export function useActingState<T>(select: (state: ActingState) => T): T {
  return useStore(actingStoreOf(useDiff().diff), select)
}
