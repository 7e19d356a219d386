import { unreachable } from '../../../../core/result'
import { type DiffRow, pathOfRow } from './diff-rows'

/** The row that is being read: the first one in sight, and how far its top is from the top of the window, in px. */
export interface Anchor {
  readonly row: DiffRow
  readonly offset: number
}

/** Where the anchor's row is now; if it is gone, what stands in its place. -1 when there are no rows. */
export function findAnchor(rows: readonly DiffRow[], anchor: DiffRow): number {
  const path = pathOfRow(anchor)
  const first = rows.findIndex((row) => pathOfRow(row) >= path)
  if (first < 0) return rows.length - 1
  let best = first
  for (let at = first; at < rows.length; at++) {
    const row = rows[at]
    if (row === undefined || pathOfRow(row) !== path) break
    if (row.key === anchor.key) return at
    if (lineOf(row) <= lineOf(anchor)) best = at
  }
  return best
}

function lineOf(row: DiffRow): number {
  switch (row.kind) {
    case 'line':
      return row.line.newLine ?? row.line.oldLine ?? 0
    case 'hunk':
      return row.hunk.newStart
    case 'file':
    case 'note':
      return 0
    default:
      return unreachable(row)
  }
}
