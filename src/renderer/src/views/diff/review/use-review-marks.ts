import { useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { reviewOfHunk } from '../../../../../core/review/file-review'
import type { HunkReview } from '../../../../../core/review/review-view'
import type { AppCommand, CommandResult } from '../../../../../shared/contract'
import { useApp } from '../../../app-context'
import { shownOf } from '../../../stores/diff-state'
import type { DiffStore } from '../../../stores/diff-store'
import { useDiff, useDiffState } from '../diff-context'
import { type Pushed, useUndoStack } from '../undo-stack'

/** What this window asked for and has no answer to yet, and why it was last refused. */
interface Asked {
  /** Hunks that are being marked. */
  readonly pending: ReadonlySet<string>
  readonly refusal: { readonly message: string; readonly next: string } | null
}

/** A press that marked something, by the names of the hunks that it marked; none where they were not loaded. */
interface Press {
  readonly hunks: ReadonlySet<string>
  readonly unmarked: Set<string>
  readonly pushed: Pushed
}

interface Marking {
  readonly asked: StoreApi<Asked>
  /** Marks and the taking back of marks, in the order in which they were pressed. */
  turn: Promise<unknown>
  readonly presses: Set<Press>
}

const markings = new WeakMap<DiffStore, Marking>()

/** The one of this window, whatever part of it asks. */
function markingOf(diff: DiffStore): Marking {
  const known = markings.get(diff)
  if (known !== undefined) return known
  const asked = createStore<Asked>(() => ({ pending: new Set(), refusal: null }))
  const made: Marking = { asked, turn: Promise.resolve(), presses: new Set() }
  markings.set(diff, made)
  return made
}

export interface ReviewMarks {
  readonly mark: (path: RepoPath, hunkId: string, reviewed: boolean) => void
  readonly markFile: (path: RepoPath) => void
  /** Takes back what was marked last, by whatever window. */
  readonly undoLast: () => void
  readonly isPending: (path: RepoPath, hunkId: string) => boolean
}

/** Marks what the window shows as it shows it. */
export function useReviewMarks(): ReviewMarks {
  const { repoId, diff } = useDiff()
  const { dispatch } = useApp()
  const undo = useUndoStack()
  return useMemo(() => {
    const marking = markingOf(diff)
    const { asked, presses } = marking

    const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
      const mine = marking.turn.then(work)
      marking.turn = mine.catch(() => null)
      return mine
    }
    const send = (wish: AppCommand): Promise<CommandResult> => {
      asked.setState({ refusal: null })
      return dispatch(wish)
    }
    const refuse = (result: CommandResult) => {
      // A mark on what is marked is no fault: the keys go on to the next hunk.
      if (!result.ok && result.error.code !== 'nothing-marked') asked.setState({ refusal: result.error })
    }
    const command = (path: RepoPath, hunkId: string | null, reviewed: boolean) => {
      const state = diff.store.getState()
      const shown = shownOf(state)
      return {
        type: 'review/mark',
        repoId,
        id: crypto.randomUUID(),
        scope: state.scope,
        whitespace: shown.kind === 'diff' ? shown.whitespace : 'exact',
        path,
        hunkIds: hunkId === null ? null : [hunkId],
        reviewed,
        how: hunkId === null ? 'file' : 'hunk',
      } as const
    }

    const markAll = async (path: RepoPath, hunkId: string | null) => {
      const wish = command(path, hunkId, true)
      const takeBack = async () => {
        presses.delete(press)
        const taken = await inTurn(async () =>
          (await result).ok ? send({ type: 'review/undo', repoId, id: wish.id }) : null,
        )
        if (taken === null || taken.ok) return
        refuse(taken)
        if (taken.error.code === 'nothing-to-undo') return
        presses.add(press)
        press.pushed.putBack()
      }
      const press: Press = {
        hunks: new Set(hunkId === null ? unreadIn(diff, path) : [nameOf(path, hunkId)]),
        unmarked: new Set(),
        pushed: undo.push({ what: 'mark', undo: () => void takeBack() }),
      }
      presses.add(press)
      const name = nameOf(path, hunkId ?? '')
      if (hunkId !== null) setPending(asked, (pending) => pending.add(name))
      const result = inTurn(() => send(wish))
      const marked = await result
      setPending(asked, (pending) => pending.delete(name))
      refuse(marked)
      if (marked.ok) return
      presses.delete(press)
      press.pushed.drop()
    }

    const unmark = async (path: RepoPath, hunkId: string) => {
      const name = nameOf(path, hunkId)
      const touched = [...presses].filter(({ hunks, unmarked }) => hunks.has(name) && !unmarked.has(name))
      for (const { hunks, unmarked, pushed } of touched) {
        unmarked.add(name)
        if (unmarked.size === hunks.size) pushed.drop()
      }
      const wish = command(path, hunkId, false)
      const result = await inTurn(() => send(wish))
      refuse(result)
      if (result.ok) return
      for (const press of touched) {
        press.unmarked.delete(name)
        if (presses.has(press)) press.pushed.putBack()
      }
    }

    return {
      mark: (path, hunkId, reviewed) => void (reviewed ? markAll(path, hunkId) : unmark(path, hunkId)),
      markFile: (path) => void markAll(path, null),
      undoLast: () => void inTurn(() => send({ type: 'review/undo', repoId, id: null })).then(refuse),
      isPending: (path, hunkId) => asked.getState().pending.has(nameOf(path, hunkId)),
    }
  }, [diff, dispatch, repoId, undo])
}

/** Where a hunk stands, as far as it is told; one that is just being marked counts as marked. */
export function useHunkReview(path: RepoPath, hunkId: string): HunkReview | null {
  const { diff } = useDiff()
  const isPending = useStore(markingOf(diff).asked, ({ pending }) => pending.has(nameOf(path, hunkId)))
  const told = useDiffState((state) => reviewOfHunk(state.review.get(path), hunkId))
  return isPending ? 'reviewed' : told
}

/** Why the last mark was refused, until the next one. */
export function useMarkRefusal(): Asked['refusal'] {
  const { diff } = useDiff()
  return useStore(markingOf(diff).asked, ({ refusal }) => refusal)
}

/** The names of what a mark of the whole file marks, as far as it is told. */
function unreadIn(diff: DiffStore, path: RepoPath): readonly string[] {
  const review = diff.store.getState().review.get(path)
  return (review?.hunks ?? []).flatMap(({ id, review: stands }) => (stands === 'reviewed' ? [] : [nameOf(path, id)]))
}

function setPending(asked: StoreApi<Asked>, change: (pending: Set<string>) => void): void {
  asked.setState(({ pending }) => {
    const next = new Set(pending)
    change(next)
    return { pending: next }
  })
}

function nameOf(path: RepoPath, hunkId: string): string {
  return `${hunkId}\0${path}`
}
