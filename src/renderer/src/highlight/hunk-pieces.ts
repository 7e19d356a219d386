import type { FileDiff } from '../../../core/diff/file-diff'
import { hunkRuns, lineAt } from '../../../core/diff/hunk-lines'

interface Piece {
  readonly firstLine: number
  readonly text: string
}

/** Lines of one side that are coloured without the rest of their file; taking them out of the hunks must cost no frame. */
const mostLines = 3000

/** The lines of one side of a diff: one piece per hunk, as far as they are read at all. */
export function hunkPieces({ body }: FileDiff, side: 'old' | 'new'): readonly Piece[] {
  if (body.kind !== 'text') return []
  const pieces: Piece[] = []
  let left = mostLines
  for (const hunk of body.hunks) {
    const lines: string[] = []
    for (const run of hunkRuns(hunk)) {
      if (run.kind === (side === 'old' ? 'added' : 'removed')) continue
      for (let at = 0; at < run.count && left > 0; at++, left--) lines.push(lineAt(hunk, run.first + at)?.text ?? '')
    }
    if (lines.length > 0)
      pieces.push({ firstLine: side === 'old' ? hunk.oldStart : hunk.newStart, text: lines.join('\n') })
    if (left === 0) break
  }
  return pieces
}
