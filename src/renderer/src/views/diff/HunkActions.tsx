import { Check } from 'lucide-react'
import type { Hunk } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { HunkMenu } from './HunkMenu'
import { useHunkReview, useReviewMarks } from './review/use-review-marks'

interface Props {
  readonly path: RepoPath
  readonly hunk: Hunk
  /** 1-based place among the hunks of the file. */
  readonly at: number
  readonly of: number
}

/** What may be done with one hunk. */
export function HunkActions({ path, hunk }: Props) {
  const marks = useReviewMarks()
  const review = useHunkReview(path, hunk.id)
  const isRead = review === 'reviewed'
  return (
    <>
      <button
        type="button"
        className={`btn quiet slim mark-reviewed ${isRead ? 'read' : ''}`}
        aria-label="Mark reviewed"
        aria-pressed={isRead}
        title={isRead ? 'Reviewed. Press again to take the mark back' : 'Mark reviewed (r)'}
        onClick={() => marks.mark(path, hunk.id, !isRead)}
      >
        {isRead ? (
          <>
            <Check size={14} aria-hidden /> Reviewed
          </>
        ) : (
          'Mark reviewed'
        )}
      </button>
      <HunkMenu path={path} hunk={hunk} />
    </>
  )
}
