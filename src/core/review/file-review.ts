import { commonEnds } from '../common-ends'
import type { RepoPath } from '../repo/repo-path'
import type { HunkReview } from './review-view'

interface HunkStand {
  readonly id: string
  readonly review: HunkReview
}

/**
 * `lines` are the changed lines of the file that are not reviewed yet. A hunk that is not among `hunks` was written just now:
 * who wrote it is not known yet.
 */
export interface FileReview {
  readonly path: RepoPath
  readonly lines: number
  readonly hunks: readonly HunkStand[]
}

/** A review as it is sent: whole, or with only those hunks that stand elsewhere than they were sent last. */
export interface SentReview extends FileReview {
  /** The hunks take the place of `gone` others from `at` on; without it they are all. */
  readonly replaces?: { readonly at: number; readonly gone: number }
}

/** What has to be sent of `now` to somebody who has `before`; null when that is nothing. */
export function reviewUpdate(before: FileReview | undefined, now: FileReview): SentReview | null {
  if (before === undefined) return now
  const [old, next] = [before.hunks, now.hunks]
  const { start: at, tail } = commonEnds(old, next, isSame)
  const gone = old.length - tail - at
  const hunks = next.slice(at, next.length - tail)
  if (gone === 0 && hunks.length === 0 && before.lines === now.lines) return null
  return { path: now.path, lines: now.lines, hunks, replaces: { at, gone } }
}

/** The whole review again; null when what came is a difference from something that is not there. */
export function updatedReview(before: FileReview | undefined, sent: SentReview): FileReview | null {
  const { path, lines, replaces } = sent
  if (replaces === undefined) return sent
  if (before === undefined) return null
  const { at, gone } = replaces
  const old = before.hunks
  const now = { path, lines, hunks: [...old.slice(0, at), ...sent.hunks, ...old.slice(at + gone)] }
  keepIndex(before, now, old.slice(at, at + gone), sent.hunks)
  return now
}

/** Where a hunk of a file stands; null while that is not told. A file can have thousands, asked for one by one. */
export function reviewOfHunk(file: FileReview | undefined, hunkId: string): HunkReview | null {
  if (file === undefined) return null
  let index = indexes.get(file)
  if (index === undefined) {
    index = { all: byId(file.hunks), moved: new Map() }
    indexes.set(file, index)
  }
  const moved = index.moved.get(hunkId)
  return moved === undefined ? (index.all.get(hunkId) ?? null) : moved
}

/** Of a review that was updated: the index of the one before, and what is otherwise by now. */
interface Index {
  readonly all: ReadonlyMap<string, HunkReview>
  readonly moved: ReadonlyMap<string, HunkReview | null>
}

const indexes = new WeakMap<FileReview, Index>()
/** With more hunks than this that moved a new index is no dearer. */
const mostMoved = 500

function keepIndex(before: FileReview, now: FileReview, gone: readonly HunkStand[], come: readonly HunkStand[]): void {
  const index = indexes.get(before)
  if (index === undefined || index.moved.size + gone.length + come.length > mostMoved) return
  const moved = new Map(index.moved)
  for (const { id } of gone) moved.set(id, null)
  for (const { id, review } of come) moved.set(id, review)
  indexes.set(now, { all: index.all, moved })
}

function byId(hunks: readonly HunkStand[]): ReadonlyMap<string, HunkReview> {
  return new Map(hunks.map(({ id, review }) => [id, review]))
}

function isSame(a: HunkStand | undefined, b: HunkStand | undefined): boolean {
  return a?.id === b?.id && a?.review === b?.review
}
