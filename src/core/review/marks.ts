import { type AttributedRun, type Attribution, firstGap, type Gap, type MarkId, push } from './attribution'
import type { LineRange } from './edits'

/** Changed lines of one version of a file: lines that are there, and places where lines were taken out. */
export interface Region {
  /** Sorted, not overlapping. */
  readonly lines: readonly LineRange[]
  /** Lines above which something is missing, sorted. */
  readonly gaps: readonly number[]
}

/** Marks what is in a region and not marked yet. Lines are those that are there. */
export function markRegion(before: Attribution, region: Region, mark: MarkId): Attribution {
  const lines: AttributedRun[] = []
  let next = 0
  let at = 0
  for (const run of before.lines) {
    const end = at + run.count
    while (at < end) {
      const range = region.lines[next]
      if (range === undefined || range.at >= end) {
        push(lines, { ...run, count: end - at })
        at = end
      } else if (range.at > at) {
        push(lines, { ...run, count: range.at - at })
        at = range.at
      } else {
        const stop = Math.min(end, range.at + range.count)
        push(lines, { key: run.key, mark: run.mark === 0 ? mark : run.mark, count: Math.max(0, stop - at) })
        at = Math.max(at, stop)
        if (stop === range.at + range.count) next++
      }
    }
  }
  // Lines that were written in several steps have other places between them where something was taken out.
  const wanted = new Set([...region.gaps, ...region.lines.flatMap((range) => gapsBeside(before, range))])
  const gaps: Gap[] = before.gaps.map((gap) => {
    const isWanted = wanted.delete(gap.at)
    return isWanted && gap.mark === 0 ? { ...gap, mark } : gap
  })
  for (const gapAt of wanted) gaps.push({ at: gapAt, key: 0, mark })
  return { lines, gaps: gaps.toSorted((a, b) => a.at - b.at) }
}

function gapsBeside({ gaps }: Attribution, { at, count }: LineRange): readonly number[] {
  const found: number[] = []
  for (let index = firstGap(gaps, at); index < gaps.length; index++) {
    const gap = gaps[index]
    if (gap === undefined || gap.at > at + count) break
    found.push(gap.at)
  }
  return found
}

/** Every mark in a region. */
export function marksIn(attribution: Attribution, region: Region): ReadonlySet<MarkId> {
  const marks = new Set<MarkId>()
  for (const range of region.lines) for (const { mark } of runsIn(attribution, range)) if (mark !== 0) marks.add(mark)
  for (const at of region.gaps) {
    const gap = attribution.gaps[firstGap(attribution.gaps, at)]
    if (gap?.at === at && gap.mark !== 0) marks.add(gap.mark)
  }
  return marks
}

/** Every mark that is left in a file. */
export function allMarks({ lines, gaps }: Attribution): ReadonlySet<MarkId> {
  const marks = new Set<MarkId>()
  for (const { mark } of [...lines, ...gaps]) if (mark !== 0) marks.add(mark)
  return marks
}

/** The parts of a range of lines, each with one history. */
export function runsIn(attribution: Attribution, { at, count }: LineRange): readonly AttributedRun[] {
  const { lines } = attribution
  const starts = startsOf(attribution)
  const parts: AttributedRun[] = []
  const end = at + count
  for (let index = runAt(starts, at); index < lines.length; index++) {
    const run = lines[index]
    const start = starts[index] ?? 0
    if (run === undefined || start >= end) break
    const shown = Math.min(end, start + run.count) - Math.max(at, start)
    if (shown > 0) parts.push({ ...run, count: shown })
  }
  return parts
}

const known = new WeakMap<Attribution, Int32Array>()

/** Where each run begins. Kept, because a file can have ten thousand hunks that all ask. */
function startsOf(attribution: Attribution): Int32Array {
  const before = known.get(attribution)
  if (before !== undefined) return before
  const starts = new Int32Array(attribution.lines.length)
  let at = 0
  for (const [index, { count }] of attribution.lines.entries()) {
    starts[index] = at
    at += count
  }
  known.set(attribution, starts)
  return starts
}

/** The last run that begins at a line or above it. */
function runAt(starts: Int32Array, at: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
