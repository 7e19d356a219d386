import type { MarkId } from '../../core/review/attribution'
import { describeReviewError, isReviewError } from '../../core/errors/describe-review-error'
import { err } from '../../core/result'
import type { AppCommand, CommandResult } from '../../shared/contract'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { createUndoMemory } from '../undo-memory'

type Wish<T extends AppCommand['type']> = Extract<AppCommand, { type: T }>

/** Marks hunks as read and takes marks back. What came of it arrives as the review of the repository. */
export function createReviewMarks({ host }: { readonly host: RepoHost }) {
  const done = createUndoMemory<readonly MarkId[]>()
  return {
    async mark(wish: Wish<'review/mark'>): Promise<CommandResult> {
      const { id, ...wanted } = wish
      const marked = await host.request({ ...wanted, type: 'mark-reviewed' })
      if (!marked.ok) return isReviewError(marked.error) ? err(describeReviewError(marked.error)) : failed(marked.error)
      const { marks } = marked.value
      // The window has to know: a press that marked nothing must not be what the next undo takes back.
      if (wish.reviewed && marks.length === 0)
        return refused('nothing-marked', 'All of this is marked already.', 'Press n for the next unreviewed hunk.')
      if (marks.length > 0) done.remember(wish.repoId, id, marks)
      return accepted
    },
    /** By its id, so that it is never an older mark that goes. */
    async undo({ repoId, id }: Wish<'review/undo'>): Promise<CommandResult> {
      const marks = id === null ? null : (done.find(repoId, id) ?? [])
      const undone = await host.request({ type: 'undo-mark', repoId, marks })
      if (!undone.ok) return failed(undone.error)
      if (undone.value !== null) return accepted
      return id === null
        ? refused('nothing-to-undo', 'There is no mark to take back.', 'Mark a hunk with r.')
        : refused('nothing-to-undo', 'This mark is gone already.', 'Look at the hunk again.')
    },
  }
}
