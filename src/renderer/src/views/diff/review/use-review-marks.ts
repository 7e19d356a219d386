import { useCallback } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { reviewOfHunk } from '../../../../../core/review/file-review'
import type { HunkReview } from '../../../../../core/review/review-view'
import { useApp } from '../../../app-context'
import { shownOf } from '../../../stores/diff-state'
import type { DiffStore } from '../../../stores/diff-store'
import { useDiff, useDiffState } from '../diff-context'
import { useUndoStack } from '../undo-stack'

/** What this window asked for and has no answer to yet, and why it was last refused. */
interface Asked {
  /** Hunks that are being marked. */
  readonly pending: ReadonlySet<string>
  readonly refusal: { readonly message: string; readonly next: string } | null
}

const stores = new WeakMap<DiffStore, StoreApi<Asked>>()

/** The one of this window, whatever part of it asks. */
function askedOf(diff: DiffStore): StoreApi<Asked> {
  const known = stores.get(diff)
  if (known !== undefined) return known
  const made = createStore<Asked>(() => ({ pending: new Set(), refusal: null }))
  stores.set(diff, made)
  return made
}

export interface ReviewMarks {
  readonly mark: (path: RepoPath, hunkId: string, reviewed: boolean) => void
  readonly markFile: (path: RepoPath) => void
  readonly isPending: (path: RepoPath, hunkId: string) => boolean
}

/** Marks what the window shows as it shows it. */
export function useReviewMarks(): ReviewMarks {
  const { repoId, diff } = useDiff()
  const { dispatch } = useApp()
  const undo = useUndoStack()
  const asked = askedOf(diff)

  const send = useCallback(
    async (path: RepoPath, hunkId: string | null, reviewed: boolean) => {
      const state = diff.store.getState()
      const shown = shownOf(state)
      const name = nameOf(path, hunkId ?? '')
      asked.setState({ refusal: null })
      if (hunkId !== null && reviewed) setPending(asked, (pending) => pending.add(name))
      const result = await dispatch({
        type: 'review/mark',
        repoId,
        scope: state.scope,
        whitespace: shown.kind === 'diff' ? shown.whitespace : 'exact',
        path,
        hunkIds: hunkId === null ? null : [hunkId],
        reviewed,
        how: hunkId === null ? 'file' : 'hunk',
      })
      setPending(asked, (pending) => pending.delete(name))
      if (!result.ok) asked.setState({ refusal: result.error })
      else if (reviewed) undo.push({ what: 'mark', undo: () => void dispatch({ type: 'review/undo', repoId }) })
    },
    [asked, diff, dispatch, repoId, undo],
  )
  return {
    mark: (path, hunkId, reviewed) => void send(path, hunkId, reviewed),
    markFile: (path) => void send(path, null, true),
    isPending: (path, hunkId) => asked.getState().pending.has(nameOf(path, hunkId)),
  }
}

/** Where a hunk stands, as far as it is told; one that is just being marked counts as marked. */
export function useHunkReview(path: RepoPath, hunkId: string): HunkReview | null {
  const { diff } = useDiff()
  const isPending = useStore(askedOf(diff), ({ pending }) => pending.has(nameOf(path, hunkId)))
  const told = useDiffState((state) => reviewOfHunk(state.review.get(path), hunkId))
  return isPending ? 'reviewed' : told
}

/** Why the last mark was refused, until the next one. */
export function useMarkRefusal(): Asked['refusal'] {
  const { diff } = useDiff()
  return useStore(askedOf(diff), ({ refusal }) => refusal)
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
