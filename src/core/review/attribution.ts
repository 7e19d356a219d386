import type { Edit } from './edits'

/** Names who last wrote: a change of a session. 0 is whoever wrote before the review of the file began. */
export type ChangeKey = number
/** Names the mark that a hunk was given when it was read; 0 is not reviewed. */
export type MarkId = number

interface Written {
  readonly key: ChangeKey
  readonly mark: MarkId
}

/** Consecutive lines with one history. */
export interface AttributedRun extends Written {
  readonly count: number
}

/** A place where lines were taken out: above line `at`, counted from 0. */
export interface Gap extends Written {
  readonly at: number
}

/** Who last wrote each line of one version of a file and whether it was read; the same for lines that are gone. */
export interface Attribution {
  /** Their counts add up to the lines of the version. */
  readonly lines: readonly AttributedRun[]
  /** Sorted, at most one at a place. */
  readonly gaps: readonly Gap[]
}

/** A version of so many lines that nobody has written to since the review of it began. */
export function untouched(lines: number): Attribution {
  return { lines: lines === 0 ? [] : [{ count: lines, key: 0, mark: 0 }], gaps: [] }
}

/**
 * The attribution of the next version: what stays keeps its history, what is new was written by `key`. An edit that
 * touches a hunk that was read, or falls between its lines, clears the mark of that whole hunk and of no other.
 */
export function carryOver(before: Attribution, edits: readonly Edit[], key: ChangeKey): Attribution {
  if (edits.length === 0) return before
  const touched = touchedMarks(before, edits)
  const kept = touched.size === 0 ? before : withoutMarks(before, touched)
  return { lines: carryLines(kept.lines, edits, key), gaps: carryGaps(kept.gaps, edits, key) }
}

/** The same without some marks. */
export function withoutMarks({ lines, gaps }: Attribution, marks: ReadonlySet<MarkId>): Attribution {
  const cleared = <T extends Written>(part: T): T => (marks.has(part.mark) ? { ...part, mark: 0 } : part)
  return { lines: joined(lines.map(cleared)), gaps: gaps.map(cleared).filter(saysSomething) }
}

/** Everything is as if it had been written before, but what was read stays read. */
export function asBefore({ lines, gaps }: Attribution): Attribution {
  const before = <T extends Written>(part: T): T => ({ ...part, key: 0 })
  return { lines: joined(lines.map(before)), gaps: gaps.map(before).filter(saysSomething) }
}

function carryLines(lines: readonly AttributedRun[], edits: readonly Edit[], key: ChangeKey): readonly AttributedRun[] {
  const out: AttributedRun[] = []
  let index = 0
  let used = 0
  /** Passes over lines of the old version, which are kept or dropped. */
  const pass = (count: number, keep: boolean): void => {
    for (let left = count; left > 0; ) {
      const run = lines[index]
      if (run === undefined) return
      const taken = Math.min(left, run.count - used)
      if (keep) push(out, { ...run, count: taken })
      left -= taken
      used += taken
      if (used === run.count) {
        index++
        used = 0
      }
    }
  }
  let at = 0
  for (const edit of edits) {
    pass(edit.oldAt - at, true)
    pass(edit.oldCount, false)
    at = edit.oldAt + edit.oldCount
    push(out, { count: edit.newCount, key, mark: 0 })
  }
  pass(Number.POSITIVE_INFINITY, true)
  return out
}

function carryGaps(gaps: readonly Gap[], edits: readonly Edit[], key: ChangeKey): readonly Gap[] {
  const out: Gap[] = []
  let index = 0
  let shift = 0
  for (const edit of edits) {
    const end = edit.oldAt + edit.oldCount
    for (let gap = gaps[index]; gap !== undefined && gap.at <= end; gap = gaps[++index]) {
      if (gap.at < edit.oldAt) out.push({ ...gap, at: gap.at + shift })
      // Lines put in where others are missing: those are missing above them still. Otherwise the edit tells the whole story.
      else if (edit.oldCount === 0) out.push({ ...gap, at: edit.newAt })
    }
    if (edit.oldCount > 0) out.push({ at: edit.newAt, key, mark: 0 })
    shift = edit.newAt + edit.newCount - end
  }
  for (const gap of gaps.slice(index)) out.push({ ...gap, at: gap.at + shift })
  return out
}

/** Marks whose hunk an edit touches. */
function touchedMarks({ lines, gaps }: Attribution, edits: readonly Edit[]): ReadonlySet<MarkId> {
  const spans = new Map<MarkId, { from: number; to: number }>()
  const widen = (mark: MarkId, from: number, to: number): void => {
    if (mark === 0) return
    const span = spans.get(mark)
    if (span === undefined) spans.set(mark, { from, to })
    else {
      span.from = Math.min(span.from, from)
      span.to = Math.max(span.to, to)
    }
  }
  let at = 0
  for (const { count, mark } of lines) {
    widen(mark, at, at + count)
    at += count
  }
  for (const gap of gaps) widen(gap.mark, gap.at, gap.at)

  const touched = new Set<MarkId>()
  if (spans.size === 0) return touched
  for (const { oldAt, oldCount } of edits) {
    for (const [mark, { from, to }] of spans) {
      const inside = oldCount === 0 ? oldAt > from && oldAt < to : oldAt < to && oldAt + oldCount > from
      if (inside) touched.add(mark)
    }
    for (let index = firstGap(gaps, oldAt); index < gaps.length; index++) {
      const gap = gaps[index]
      if (gap === undefined || gap.at > oldAt + oldCount) break
      if (gap.mark !== 0) touched.add(gap.mark)
    }
    for (const mark of touched) spans.delete(mark)
  }
  return touched
}

/** Index of the first gap at a line or below it. */
export function firstGap(gaps: readonly Gap[], at: number): number {
  let low = 0
  let high = gaps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((gaps[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Adds a run to the end, together with the last one where they say the same. */
export function push(runs: AttributedRun[], run: AttributedRun): void {
  if (run.count === 0) return
  const last = runs.at(-1)
  if (last !== undefined && last.key === run.key && last.mark === run.mark)
    runs[runs.length - 1] = { ...last, count: last.count + run.count }
  else runs.push(run)
}

function joined(runs: readonly AttributedRun[]): readonly AttributedRun[] {
  const out: AttributedRun[] = []
  for (const run of runs) push(out, run)
  return out
}

function saysSomething({ key, mark }: Written): boolean {
  return key !== 0 || mark !== 0
}
