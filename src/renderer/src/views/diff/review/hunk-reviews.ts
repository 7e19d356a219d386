import type { HunkReview } from '../../../../../core/review/review-view'
import type { FileReview } from '../../../../../shared/diff-contract'

const indexes = new WeakMap<FileReview, ReadonlyMap<string, HunkReview>>()

/** Where a hunk of a file stands; null while that is not told. A file can have thousands, asked for one by one. */
export function reviewOfHunk(file: FileReview | undefined, hunkId: string): HunkReview | null {
  if (file === undefined) return null
  let index = indexes.get(file)
  if (index === undefined) {
    index = new Map(file.hunks.map(({ id, review }) => [id, review]))
    indexes.set(file, index)
  }
  return index.get(hunkId) ?? null
}
