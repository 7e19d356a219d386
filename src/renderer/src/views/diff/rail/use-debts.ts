import { useCallback, useMemo } from 'react'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import type { FileReview } from '../../../../../core/review/file-review'
import { useSnapshot } from '../../../app-context'
import { useDiff, useDiffState } from '../diff-context'
import type { FileDebt } from './FileEntry'

/** Where the review of each file stands, as far as it is known. */
export function useDebts(): (path: RepoPath) => FileDebt {
  const { repoId } = useDiff()
  const reviews = useDiffState((state) => state.review)
  const known = useSnapshot((snapshot) => snapshot.reviews[repoId]?.files)
  const owed = useMemo(() => new Map(known?.map(({ path, lines }) => [path, lines])), [known])
  return useCallback((path) => ofFile(reviews.get(path), owed.get(path)), [reviews, owed])
}

/** What is told of the hunks that are shown goes before what the whole repository owes. */
function ofFile(review: FileReview | undefined, owed: number | undefined): FileDebt {
  if (review === undefined) return owed ?? null
  if (review.lines > 0) return review.lines
  return hasReviewed(review) ? 'read' : null
}

function hasReviewed(review: FileReview): boolean {
  const known = reviewed.get(review)
  if (known !== undefined) return known
  const found = review.hunks.some((hunk) => hunk.review === 'reviewed')
  reviewed.set(review, found)
  return found
}

/** The list is drawn with every save, and a file can have ten thousand hunks. */
const reviewed = new WeakMap<FileReview, boolean>()
