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
export function isReadInParts({ body, added, removed }: FileDiff): boolean {
  if (body.kind !== 'text') return false
  if (added + removed > mostLines) return true
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
  const { hunks } = body
  const { hunk: firstHunk, from } = startOf(hunks, place)
  const to = from + mostLines
  const pieces: Piece[] = []
  let index = 0
  for (let at = firstHunk; at < hunks.length && index < to; at++) {
    const hunk = hunks[at]
    if (hunk === undefined) continue
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
    index += lineCount(hunk)
  }
  return pieces
}

/** The hunk and the line in it that are `before` lines above a place; the first ones where the place is not in the diff. */
function startOf(hunks: readonly Hunk[], place: PlaceInDiff | null): { readonly hunk: number; readonly from: number } {
  const found = place === null ? -1 : hunks.indexOf(place.hunk)
  if (place === null || found < 0) return { hunk: 0, from: 0 }
  // From the place upwards: the hunks of a very long diff above it are not counted at each save.
  let [hunk, above] = [found, place.at]
  while (hunk > 0 && above < before) {
    hunk--
    const one = hunks[hunk]
    above += one === undefined ? 0 : lineCount(one)
  }
  return { hunk, from: Math.max(0, above - before) }
}
