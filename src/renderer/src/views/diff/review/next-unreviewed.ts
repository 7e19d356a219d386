import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import type { FileReview } from '../../../../../core/review/file-review'
import type { CurrentHunk } from '../row-reader'

interface Reading {
  readonly files: readonly FileDiff[]
  readonly review: ReadonlyMap<RepoPath, FileReview>
  /** Files of the whole repository that owe something, for those whose hunks are not loaded. */
  readonly owing: ReadonlySet<RepoPath>
  /** Marked a moment ago, which is not told yet. */
  readonly isPending: (path: RepoPath, hunkId: string) => boolean
}

/** The next hunk that is to be read, from the current one on and around; in a file that is not loaded, the file. */
export function nextUnreviewed(reading: Reading, from: CurrentHunk | null): CurrentHunk | null {
  const { files } = reading
  const at = Math.max(
    0,
    files.findIndex(({ path }) => path === from?.path),
  )
  for (let step = 0; step <= files.length; step++) {
    const file = files[(at + step) % files.length]
    if (file === undefined) return null
    const unread = unreadIn(file, reading)
    const here = step === 0 ? unread.filter(({ place }) => place > placeOf(file, from)) : unread
    const found = here[0]
    if (found !== undefined) return { path: file.path, hunkId: found.id }
  }
  return null
}

function unreadIn(
  { path, body }: FileDiff,
  { review, owing, isPending }: Reading,
): readonly { readonly id: string | null; readonly place: number }[] {
  if (body.kind === 'not-loaded') return owing.has(path) ? [{ id: null, place: 0 }] : []
  if (body.kind !== 'text') return []
  const unread = new Set(review.get(path)?.hunks.flatMap((hunk) => (hunk.review === 'unreviewed' ? [hunk.id] : [])))
  return body.hunks.flatMap(({ id }, place) => (unread.has(id) && !isPending(path, id) ? [{ id, place }] : []))
}

/** The place of the current hunk among those of its file; -1 is above the first. */
function placeOf({ path, body }: FileDiff, from: CurrentHunk | null): number {
  if (from === null || from.path !== path) return -1
  if (body.kind !== 'text') return 0
  return body.hunks.findIndex(({ id }) => id === from.hunkId)
}
