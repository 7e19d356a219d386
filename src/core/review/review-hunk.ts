import type { FileDiff, Hunk } from '../diff/file-diff'
import type { RepoPath } from '../repo/repo-path'
import type { FileReview } from './file-review'
import type { HunkReview } from './review-view'
import type { Attribution } from './attribution'
import { type Edit, editsOfHunks, mapBoundary, mapRange, type LineRange } from './edits'
import { type Region, runsIn } from './marks'
import { type IsOwed, writerOfGap } from './owed'

/** Which lines a hunk changes, without its text. */
export interface HunkShape {
  readonly id: string
  readonly edits: readonly Edit[]
}

/** A save in a large diff leaves nearly all of its hunks as they are. */
const known = new WeakMap<Hunk, HunkShape>()

/** The hunks of a file that has any. */
export function hunkShapes({ body }: FileDiff): readonly HunkShape[] {
  return body.kind === 'text' ? body.hunks.map(shapeOf) : []
}

function shapeOf(hunk: Hunk): HunkShape {
  const before = known.get(hunk)
  if (before !== undefined) return before
  const shape = { id: hunk.id, edits: editsOfHunks([hunk]) }
  known.set(hunk, shape)
  return shape
}

/** Where the hunks of a file stand of which nobody knows more than that all of it is to be read. */
export function allUnread(path: RepoPath, shapes: readonly HunkShape[]): FileReview {
  const edits = shapes.flatMap((shape) => shape.edits)
  return {
    path,
    lines: edits.reduce((sum, { oldCount, newCount }) => sum + oldCount + newCount, 0),
    hunks: shapes.map(({ id }) => ({ id, review: 'unreviewed' })),
  }
}

/** What a hunk changes, in the present version of its file. */
export interface PresentHunk extends Region {
  /** Some of it is not there any more, or was written since the present version was captured. */
  readonly partly: boolean
  readonly runs: readonly {
    readonly at: number | null
    readonly removed: number
    readonly lines: readonly LineRange[]
  }[]
}

/** `edits` lead from the new side of the hunk's scope to the present version. */
export function presentHunk(shape: HunkShape, edits: readonly Edit[]): PresentHunk {
  const runs = shape.edits.map(({ oldCount, newAt, newCount }) => ({
    at: oldCount === 0 ? null : mapBoundary(edits, newAt),
    removed: oldCount,
    lines: mapRange(edits, { at: newAt, count: newCount }),
  }))
  const lines = runs.flatMap((run) => run.lines)
  const gaps = runs.flatMap(({ at }) => (at === null ? [] : [at]))
  const wanted = shape.edits.reduce((sum, { newCount }) => sum + newCount, 0)
  const found = lines.reduce((sum, { count }) => sum + count, 0)
  const partly = found < wanted || runs.some(({ at, removed }) => removed > 0 && at === null)
  return { lines, gaps, partly, runs }
}

/** Where a hunk stands; `lines` are those of it that are to be read. */
export function reviewHunk(
  present: PresentHunk,
  attribution: Attribution,
  isOwed: IsOwed,
): { readonly review: HunkReview; readonly lines: number } {
  let unread = 0
  let anyRead = false
  for (const { at, removed, lines } of present.runs) {
    const added = lines.flatMap((range) => runsIn(attribution, range))
    for (const { key, mark, count } of added) {
      if (mark !== 0) anyRead = true
      else if (isOwed(key)) unread += count
    }
    if (at === null) continue
    const newCount = lines.reduce((sum, { count }) => sum + count, 0)
    const gap = writerOfGap(attribution, { newAt: at, newCount }, isOwed)
    if (gap === null) continue
    if (gap.mark !== 0) anyRead = true
    else if (isOwed(gap.key)) unread += removed
  }
  if (present.lines.length === 0 && present.gaps.length === 0) return { review: 'later', lines: 0 }
  return { review: unread > 0 ? 'unreviewed' : anyRead ? 'reviewed' : 'not-owed', lines: unread }
}
