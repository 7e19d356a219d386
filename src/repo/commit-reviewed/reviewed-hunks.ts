import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import { isEditedInside } from '../../core/diff/file-diff'
import type { ReviewableFile } from '../../core/repo/commit-reviewed'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { hunkShapes } from '../../core/review/review-hunk'
import { findRenames } from '../diff/renames'
import type { Compared, ScopeView } from '../diff/scope-view'
import type { RepoService } from '../repo-service-port'

/** Which hunks of the scope "uncommitted" are reviewed, file by file; sorted by path. */
export async function readReviewedHunks(
  { review }: Pick<RepoService, 'review'>,
  view: ScopeView,
): Promise<Result<readonly ReviewableFile[], CheckpointError | RepoError>> {
  const candidates = await view.candidates()
  if (!candidates.ok) return candidates
  await view.prepare(candidates.value)
  const never = new AbortController().signal
  const compared = new Map<RepoPath, Compared>()
  for (const path of candidates.value.toSorted()) {
    const found = await view.compare(path, never, 'exact')
    if (found !== null) compared.set(path, found)
  }
  const renames = findRenames(
    new Map([...compared].map(([path, { diff, oldBlob, newBlob }]) => [path, { ...diff, oldBlob, newBlob }])),
  )
  const absorbed = new Set(renames.values())
  const files: ReviewableFile[] = []
  for (const [path, { diff }] of compared) {
    if (absorbed.has(path) || isEditedInside(diff)) continue
    const from = renames.get(path)
    if (from !== undefined) files.push({ path, from, change: 'renamed', hunks: null })
    else if (diff.body.kind !== 'text') files.push({ path, from: null, change: diff.change, hunks: null })
    else {
      const { hunks } = await review.reviewOf(view, path, hunkShapes(diff))
      const reviewed = hunks.flatMap((hunk) => (hunk.review === 'reviewed' ? [hunk.id] : []))
      files.push({ path, from: null, change: diff.change, hunks: { all: diff.body.hunks.length, reviewed } })
    }
  }
  return ok(files)
}
