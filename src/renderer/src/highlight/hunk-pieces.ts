import type { FileDiff, Hunk } from '../../../core/diff/file-diff'
import { hunkRuns, lineAt, lineCount } from '../../../core/diff/hunk-lines'

interface Piece {
  readonly firstLine: number
  readonly text: string
}

/** A line of a diff, by its index in its hunk. */
export interface PlaceInDiff {
  readonly hunk: Hunk
  readonly at: number
}

/** Lines of a diff that are coloured without the rest of their file, and how many of them before the place that is read. */
const mostLines = 3000
const before = 1000

/** Whether a diff has more lines than are read at once. */
export function isReadInParts({ body }: FileDiff): boolean {
  if (body.kind !== 'text') return false
  let lines = 0
  // Asked after every save and for every file: the rest of a very long diff is not counted.
  for (const hunk of body.hunks) {
    lines += lineCount(hunk)
    if (lines > mostLines) return true
  }
  return false
}

/** The lines of one side of a diff around a place, or from its start: one piece per hunk. */
export function hunkPieces({ body }: FileDiff, side: 'old' | 'new', place: PlaceInDiff | null): readonly Piece[] {
  if (body.kind !== 'text') return []
  const from = Math.max(0, indexOf(body.hunks, place) - before)
  const to = from + mostLines
  const pieces: Piece[] = []
  let index = 0
  for (const hunk of body.hunks) {
    if (index >= to) break
    const count = lineCount(hunk)
    if (index + count <= from) {
      index += count
      continue
    }
    const lines: string[] = []
    let firstLine = 0
    for (const run of hunkRuns(hunk)) {
      if (run.kind === (side === 'old' ? 'added' : 'removed')) continue
      const first = index + run.first
      for (let by = Math.max(0, from - first); by < Math.min(run.count, to - first); by++) {
        if (lines.length === 0) firstLine = by + (side === 'old' ? run.oldLine : run.newLine)
        lines.push(lineAt(hunk, run.first + by)?.text ?? '')
      }
    }
    if (lines.length > 0) pieces.push({ firstLine, text: lines.join('\n') })
    index += count
  }
  return pieces
}

/** Which line of the whole diff it is; the first one where the place is not in it. */
function indexOf(hunks: readonly Hunk[], place: PlaceInDiff | null): number {
  let index = 0
  for (const hunk of hunks) {
    if (hunk === place?.hunk) return index + place.at
    index += lineCount(hunk)
  }
  return 0
}
