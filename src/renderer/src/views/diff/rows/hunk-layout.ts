import type { Hunk } from '../../../../../core/diff/file-diff'
import { lineAt, lineCount } from '../../../../../core/diff/hunk-lines'
import { sameData } from '../../../stores/same-data'
import type { Gap, ShownContext } from './context-gaps'
import { evenHeights, type RowHeights, totalHeight, unevenHeights } from './row-heights'
import { type SplitRows, splitLine, splitRowCount, splitRows } from './split-rows'
import { wrappedRows } from './wrapped-lines'

/** How rows are laid out; the same object as long as nothing of it changes. */
export interface RowStyle {
  readonly layout: 'unified' | 'split'
  /** Pixels of one rem. */
  readonly remPx: number
  /** Columns of code after which a line is wrapped; null where lines are not. */
  readonly wrapAfter: number | null
}

/** Heights in rem; the style sheet has the same. */
export const rem = { file: 2.25, hunk: 1.75, line: 1.25, note: 2.25, images: 17.5, foot: 1.75 }

/** One hunk with the unchanged lines that are shown around it. Distances are in px. */
export interface HunkLayout {
  readonly hunk: Hunk
  /** Holds while the hunk is the same one to a person, also when it is edited. */
  readonly key: string
  /** 1-based place among the hunks of the file. */
  readonly at: number
  readonly of: number
  /** From the top of the file. */
  readonly top: number
  readonly height: number
  readonly headPx: number
  /** Of a foot below the last hunk, which leads to the rest of the file; 0 elsewhere. */
  readonly footPx: number
  /** The lines before the hunk, of which `above` are shown here. */
  readonly before: Gap & ShownContext
  /** The lines after it, of which `below` are shown here. */
  readonly after: Gap & ShownContext
  readonly split: SplitRows | null
  /** Rows: `before.above` lines, the lines of the hunk, `after.below` lines. */
  readonly rows: RowHeights
}

/** Whether a hunk that was laid out stands where it would again, with the same lines around it. */
export function standsAt(laid: HunkLayout, place: HunkPlace): boolean {
  return (
    laid.key === place.key &&
    laid.at === place.at &&
    laid.of === place.of &&
    laid.top === place.top &&
    sameData(laid.before, place.before) &&
    sameData(laid.after, place.after)
  )
}

export interface HunkPlace {
  readonly key: string
  readonly at: number
  readonly of: number
  readonly top: number
  readonly before: Gap & ShownContext
  readonly after: Gap & ShownContext
}

/** Text of an unchanged line of the old side, where it is known. */
export type OldText = (line: number) => string

const linesOfShape = new Map<string, number>()
/** Hunks of a file have few shapes that differ. */
const mostShapes = 10_000

/** Rows of the lines of a hunk. The shape alone says it for the unified layout, and counting lines is not repeated for it. */
export function rowsOfHunk(hunk: Hunk, { layout }: RowStyle): number {
  if (layout === 'split') return splitRowCount(splitRows(hunk))
  const known = linesOfShape.get(hunk.shape)
  if (known !== undefined) return known
  if (linesOfShape.size >= mostShapes) linesOfShape.clear()
  const count = lineCount(hunk)
  linesOfShape.set(hunk.shape, count)
  return count
}

export function layoutHunk(
  hunk: Hunk,
  place: HunkPlace,
  style: RowStyle,
  oldText: OldText,
  corrected: ReadonlyMap<number, number> | undefined,
): HunkLayout {
  const { before, after } = place
  const split = style.layout === 'split' ? splitRows(hunk) : null
  const inHunk = rowsOfHunk(hunk, style)
  const count = before.above + inHunk + after.below
  const rowPx = rem.line * style.remPx
  const columns = style.wrapAfter
  const heightOf = (at: number | null) => (at === null ? 1 : wrappedRows(lineAt(hunk, at)?.text ?? '', columns ?? 1))
  const linesOf = (row: number) => {
    const at = row - before.above
    if (at < 0) return wrappedRows(oldText((before.end ?? 1) + at), columns ?? 1)
    if (at >= inHunk) return wrappedRows(oldText(after.start + at - inHunk), columns ?? 1)
    if (split === null) return heightOf(at)
    return Math.max(heightOf(splitLine(split, at, 'old')), heightOf(splitLine(split, at, 'new')))
  }
  const rows = columns === null ? evenHeights(count, rowPx) : unevenHeights(count, rowPx, linesOf, corrected)
  const headPx = rem.hunk * style.remPx
  const footPx = place.at === place.of && after.hidden !== 0 ? rem.foot * style.remPx : 0
  return { hunk, ...place, headPx, footPx, split, rows, height: headPx + totalHeight(rows) + footPx }
}
