import { describeReviewError, isReviewError } from '../../core/errors/describe-review-error'
import { err } from '../../core/result'
import type { AppCommand, CommandResult } from '../../shared/contract'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

type Mark = Extract<AppCommand, { type: 'review/mark' }>

/** Marks hunks as read, or takes their marks back. What came of it arrives as the review of the repository. */
export function createMarkReviewed({ host }: { readonly host: RepoHost }) {
  return async (wish: Mark): Promise<CommandResult> => {
    const marked = await host.request({ ...wish, type: 'mark-reviewed' })
    if (marked.ok) return accepted
    return isReviewError(marked.error) ? err(describeReviewError(marked.error)) : failed(marked.error)
  }
}

/** Takes the last marks back. */
export function createUndoMark({ host }: { readonly host: RepoHost }) {
  return async ({ repoId }: { readonly repoId: string }): Promise<CommandResult> => {
    const undone = await host.request({ type: 'undo-mark', repoId })
    if (!undone.ok) return failed(undone.error)
    return undone.value === null
      ? refused('nothing-to-undo', 'There is no mark to take back.', 'Mark a hunk with r.')
      : accepted
  }
}
