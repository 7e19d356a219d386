import type { Hunk } from '../../../../../core/diff/file-diff'
import { hunkRuns } from '../../../../../core/diff/hunk-lines'

/** Unchanged lines between two hunks, before the first or after the last, by 1-based old-side numbers; `end` is the line behind them. */
export interface Gap {
  readonly start: number
  /** Null when it is not known yet how many lines the file has. */
  readonly end: number | null
  /** New-side number minus old-side number of these lines. */
  readonly shift: number
}

/** A range of old-side lines somebody asked to see; `end` is the first line behind it. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/** First line of a hunk and the line behind it, on the old side. */
export function oldRangeOf(hunk: Hunk): LineRange {
  // An empty side is named by the line before it.
  const start = hunk.oldStart + (hunk.oldCount === 0 ? 1 : 0)
  return { start, end: start + hunk.oldCount }
}

/**
 * The gap before the hunk at `at`; for the number of hunks the one after the last. `oldLines` is the number of lines of
 * the old side, null while nobody has asked for its content; a last hunk with less context than git shows ends with the file.
 */
export function gapAt(hunks: readonly Hunk[], at: number, oldLines: number | null): Gap {
  const above = hunks[at - 1]
  const below = hunks[at]
  const aboveRange = above === undefined ? null : oldRangeOf(above)
  const start = aboveRange?.end ?? 1
  const shift =
    above === undefined || aboveRange === null
      ? 0
      : above.newStart + (above.newCount === 0 ? 1 : 0) + above.newCount - aboveRange.end
  if (below !== undefined) return { start, end: Math.max(start, oldRangeOf(below).start), shift }
  if (above === undefined || endsWithFile(above)) return { start, end: start, shift }
  return { start, end: oldLines === null ? null : Math.max(start, oldLines + 1), shift }
}

/** Unchanged lines that a diff shows around a change. */
const contextLines = 3

function endsWithFile(hunk: Hunk): boolean {
  const last = hunkRuns(hunk).at(-1)
  return last === undefined || last.kind !== 'context' || last.count < contextLines || last.noNewline
}

/** How much of a gap is shown: `below` lines after the hunk above it, `above` lines before the hunk below it. */
export interface ShownContext {
  readonly below: number
  readonly above: number
  /** Lines that stay hidden; null when it is not known. */
  readonly hidden: number | null
}

/** Ranges that touch an end of the gap are shown there. */
export function shownContext({ start, end }: Gap, ranges: readonly LineRange[], first: boolean): ShownContext {
  const from = first ? start : endOfRange(ranges, start)
  const below = Math.max(0, Math.min(from, end ?? from) - start)
  if (end === null) return { below, above: 0, hidden: null }
  const above = Math.max(0, Math.min(end - start - below, end - startOfRange(ranges, end)))
  return { below, above, hidden: end - start - below - above }
}

/** The line behind the range that holds `line` or begins there. */
function endOfRange(ranges: readonly LineRange[], line: number): number {
  return ranges.find((range) => range.start <= line && range.end > line)?.end ?? line
}

/** The first line of the range that ends at `end` or goes beyond it. */
function startOfRange(ranges: readonly LineRange[], end: number): number {
  return ranges.find((range) => range.start < end && range.end >= end)?.start ?? end
}

/** Adds a range; ranges that touch become one. Sorted. */
export function withRange(ranges: readonly LineRange[], added: LineRange): readonly LineRange[] {
  if (added.end <= added.start) return ranges
  const apart = ranges.filter((range) => range.end < added.start || range.start > added.end)
  const touching = ranges.filter((range) => !apart.includes(range))
  const joined = {
    start: Math.min(added.start, ...touching.map((range) => range.start)),
    end: Math.max(added.end, ...touching.map((range) => range.end)),
  }
  return [...apart, joined].toSorted((a, b) => a.start - b.start)
}
