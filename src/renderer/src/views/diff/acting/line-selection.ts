import type { Hunk } from '../../../../../core/diff/file-diff'
import { hunkLines } from '../../../../../core/diff/hunk-lines'
import type { LineSelection } from './acting-store'

/** The changed lines that a selection holds, by their places. */
export function selectedLines(hunk: Hunk, { anchor, head }: LineSelection): readonly number[] {
  const [from, to] = anchor < head ? [anchor, head] : [head, anchor]
  const lines = hunkLines(hunk)
  const selected: number[] = []
  for (let at = Math.max(0, from); at <= Math.min(to, lines.length - 1); at++)
    if (lines[at]?.kind !== 'context') selected.push(at)
  return selected
}

/** The changed line next to `at` in a direction; `at` itself where there is none. */
export function nextChanged(hunk: Hunk, at: number, direction: 1 | -1): number {
  const lines = hunkLines(hunk)
  for (let next = at + direction; next >= 0 && next < lines.length; next += direction)
    if (lines[next]?.kind !== 'context') return next
  return at
}

/** The first changed line of a hunk. */
export function firstChangedLine(hunk: Hunk): number {
  return nextChanged(hunk, -1, 1)
}
