import type { Hunk } from '../diff/file-diff'
import { hunkRuns } from '../diff/hunk-lines'

/** A run of lines that differs between two versions of a file. Lines count from 0; one of the two counts may be 0. */
export interface Edit {
  readonly oldAt: number
  readonly oldCount: number
  readonly newAt: number
  readonly newCount: number
}

/** The lines that hunks change, without their context, in order. */
export function editsOfHunks(hunks: readonly Hunk[]): readonly Edit[] {
  const edits: Edit[] = []
  for (const hunk of hunks) {
    let open: { oldAt: number; oldCount: number; newAt: number; newCount: number } | null = null
    for (const run of hunkRuns(hunk)) {
      if (run.kind === 'context') {
        open = null
        continue
      }
      if (open === null) {
        open = { oldAt: run.oldLine - 1, oldCount: 0, newAt: run.newLine - 1, newCount: 0 }
        edits.push(open)
      }
      if (run.kind === 'removed') open.oldCount += run.count
      else open.newCount += run.count
    }
  }
  return edits
}

/** Lines of a version: `count` of them from `at` on. */
export interface LineRange {
  readonly at: number
  readonly count: number
}

/** Where lines of the old version are in the new one; those that were edited are nowhere. */
export function mapRange(edits: readonly Edit[], { at, count }: LineRange): readonly LineRange[] {
  const kept: LineRange[] = []
  const end = at + count
  let next = at
  for (let index = firstTouching(edits, at); next < end; index++) {
    const edit = edits[index]
    const stop = edit === undefined ? end : Math.min(end, edit.oldAt)
    if (stop > next) kept.push({ at: next + shiftBefore(edits, index), count: stop - next })
    if (edit === undefined) break
    next = Math.max(next, edit.oldAt + edit.oldCount)
  }
  return kept
}

/**
 * Where the boundary above a line of the old version is in the new one. Null when lines beside it were edited; lines put
 * in at the boundary itself come behind it.
 */
export function mapBoundary(edits: readonly Edit[], at: number): number | null {
  const index = firstTouching(edits, at)
  const edit = edits[index]
  if (edit === undefined || edit.oldAt > at) return at + shiftBefore(edits, index)
  return edit.oldCount === 0 ? edit.newAt : null
}

/** The first edit that ends at `at` or behind it. */
function firstTouching(edits: readonly Edit[], at: number): number {
  let low = 0
  let high = edits.length
  while (low < high) {
    const middle = (low + high) >> 1
    const edit = edits[middle]
    if (edit !== undefined && edit.oldAt + edit.oldCount < at) low = middle + 1
    else high = middle
  }
  return low
}

/** By how much lines moved that lie between the edit before `index` and the one at `index`. */
function shiftBefore(edits: readonly Edit[], index: number): number {
  const last = edits[index - 1]
  return last === undefined ? 0 : last.newAt + last.newCount - (last.oldAt + last.oldCount)
}
