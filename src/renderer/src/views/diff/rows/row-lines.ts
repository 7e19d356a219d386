import type { DiffLine } from '../../../../../core/diff/file-diff'
import { hunkRuns, lineAt, lineCount } from '../../../../../core/diff/hunk-lines'
import type { HunkLayout, OldText } from './hunk-layout'
import { lastNotAfter } from './row-heights'
import { splitLine, splitRowCount } from './split-rows'

/** A line to draw; `at` is its index in the hunk, null for one around it. */
export interface DrawnLine {
  readonly line: DiffLine
  readonly at: number | null
}

/** One row of the split layout. */
export interface SplitRow {
  readonly old: DrawnLine | null
  readonly new: DrawnLine | null
}

/** Rows of the hunk itself, without the lines around it. */
export function rowsInHunk({ hunk, split }: HunkLayout): number {
  return split === null ? lineCount(hunk) : splitRowCount(split)
}

/** The line of a row of the unified layout. */
export function unifiedLine(laid: HunkLayout, row: number, oldText: OldText): DrawnLine | null {
  const at = row - laid.before.above
  return inHunk(laid, at, at, oldText)
}

export function splitRow(laid: HunkLayout, row: number, oldText: OldText): SplitRow {
  const at = row - laid.before.above
  const { split } = laid
  const side = (which: 'old' | 'new') =>
    inHunk(
      laid,
      at,
      split !== null && at >= 0 && at < splitRowCount(split) ? splitLine(split, at, which) : null,
      oldText,
    )
  return { old: side('old'), new: side('new') }
}

/** The changed lines in rows from the first up to the one before `end`, by their index in the hunk. */
export function changedInRows(laid: HunkLayout, first: number, end: number): readonly number[] {
  const { hunk, split, before } = laid
  const changed: number[] = []
  const add = (at: number | null) => {
    if (at !== null && (lineAt(hunk, at)?.kind ?? 'context') !== 'context') changed.push(at)
  }
  const rows = rowsInHunk(laid)
  for (let row = Math.max(0, first - before.above); row < Math.min(rows, end - before.above); row++) {
    if (split === null) add(row)
    else for (const side of ['old', 'new'] as const) add(splitLine(split, row, side))
  }
  return changed
}

function inHunk(laid: HunkLayout, at: number, index: number | null, oldText: OldText): DrawnLine | null {
  const { before, after } = laid
  if (at < 0) return contextLine((before.end ?? 1) + at, before.shift, oldText)
  const rows = rowsInHunk(laid)
  if (at >= rows) return contextLine(after.start + at - rows, after.shift, oldText)
  const line = index === null ? undefined : lineAt(laid.hunk, index)
  return line === undefined ? null : { line, at: index }
}

function contextLine(oldLine: number, shift: number, oldText: OldText): DrawnLine {
  const line = { kind: 'context', text: oldText(oldLine), oldLine, newLine: oldLine + shift, noNewline: false } as const
  return { line, at: null }
}

/** What a row is called: by the old line it is, or comes after. Added lines are counted from there. */
export interface RowName {
  readonly old: number
  readonly plus: number
}

/** Rows are named by the old side, which stays, so that a line added above renames none below it. */
export function nameOfRow(laid: HunkLayout, row: number): RowName {
  const at = row - laid.before.above
  if (at < 0) return { old: (laid.before.end ?? 1) + at, plus: 0 }
  const rows = rowsInHunk(laid)
  if (at >= rows) return { old: laid.after.start + at - rows, plus: 0 }
  const index = laid.split === null ? at : (splitLine(laid.split, at, 'old') ?? splitLine(laid.split, at, 'new') ?? 0)
  const runs = hunkRuns(laid.hunk)
  const run = runs[lastNotAfter(runs.length, (which) => runs[which]?.first ?? 0, index)]
  if (run === undefined) return { old: 0, plus: 0 }
  const by = index - run.first
  return run.kind === 'added' ? { old: run.oldLine - 1, plus: by + 1 } : { old: run.oldLine + by, plus: 0 }
}

/** The row of that name; where it is gone, the one that stands in its place. */
export function rowOfName(laid: HunkLayout, { old, plus }: RowName): number {
  const { before, after } = laid
  const rows = rowsInHunk(laid)
  const index = indexOfName(laid, old, plus)
  if (index === 'before') return Math.max(0, before.above - ((before.end ?? 1) - old))
  if (index === 'after') return Math.min(laid.rows.count - 1, before.above + rows + (old - after.start))
  return before.above + (laid.split === null ? index : splitRowOf(laid, index))
}

function indexOfName({ hunk, before, after }: HunkLayout, old: number, plus: number): number | 'before' | 'after' {
  const runs = hunkRuns(hunk)
  if (old < (before.end ?? 1) && !(plus > 0 && old === (before.end ?? 1) - 1)) return 'before'
  if (old > after.start || (old === after.start && plus === 0)) return 'after'
  let index = 0
  for (const run of runs) {
    if (run.kind === 'added') {
      if (plus > 0 && run.oldLine - 1 === old) return run.first + Math.min(plus, run.count) - 1
    } else if (old >= run.oldLine) index = run.first + Math.min(old - run.oldLine, run.count - 1)
  }
  return index
}

function splitRowOf({ split }: HunkLayout, index: number): number {
  if (split === null) return index
  const found = split.indexOf(index + 1)
  return found < 0 ? 0 : found >> 1
}

/** The row in which a line of the hunk is, by its index in the hunk. */
export function rowOfLine(laid: HunkLayout, index: number): number {
  return laid.before.above + splitRowOf(laid, index)
}
