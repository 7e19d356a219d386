import { isInFolder } from '../diff/folder-limit'
import type { FileDiff } from '../diff/file-diff'
import { hunkRuns } from '../diff/hunk-lines'
import type { RepoPath } from '../repo/repo-path'
import { addUpAside } from './debt'
import type { HunkReview, ReviewView } from './review-view'
import { uncountedIn } from './uncounted'

/** Hunks of a shown file and where they stand. */
type ReviewOf = (path: RepoPath) => readonly { readonly id: string; readonly review: HunkReview }[]

/** The review of one folder, for a window that is limited to it. Reviewed lines are those of the files it shows. */
export function reviewInFolder(
  review: ReviewView,
  folder: RepoPath,
  shown: readonly FileDiff[],
  reviewOf: ReviewOf,
): ReviewView {
  const files = review.files.filter(({ path }) => isInFolder(path, folder))
  const asideFiles = review.asideFiles.filter(({ path }) => isInFolder(path, folder))
  return {
    ...review,
    files,
    unreviewedLines: files.reduce((sum, file) => sum + file.lines, 0),
    reviewedLines: shown.reduce((sum, file) => sum + reviewedLines(file, reviewOf(file.path)), 0),
    uncounted: uncountedIn(review.uncounted, folder),
    aside: addUpAside(asideFiles),
    asideFiles,
  }
}

function reviewedLines({ body }: FileDiff, hunks: ReturnType<ReviewOf>): number {
  if (body.kind !== 'text') return 0
  const reviewed = new Set(hunks.flatMap(({ id, review }) => (review === 'reviewed' ? [id] : [])))
  return body.hunks
    .filter(({ id }) => reviewed.has(id))
    .flatMap((hunk) => hunkRuns(hunk))
    .reduce((sum, { kind, count }) => (kind === 'context' ? sum : sum + count), 0)
}
