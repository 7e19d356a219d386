import { countNewlines, skipLines } from './newlines'

/** The first byte of a line, and how many lines are before it. */
export interface LinePlace {
  readonly at: number
  readonly line: number
}

/**
 * One place of each text that was looked at. The next edit of a very long file is near the last one more often than not,
 * and counting its lines from the start takes longer than all else.
 */
const places = new WeakMap<Uint8Array, LinePlace>()
const start: LinePlace = { at: 0, line: 0 }

export function keepPlace(bytes: Uint8Array, place: LinePlace): void {
  places.set(bytes, place)
}

/** How many lines are before a place that begins one. */
export function linesBefore(bytes: Uint8Array, at: number): number {
  const known = places.get(bytes) ?? start
  const nearer = Math.abs(at - known.at) < at ? known : start
  return at < nearer.at
    ? nearer.line - countNewlines(bytes, at, nearer.at)
    : nearer.line + countNewlines(bytes, nearer.at, at)
}

/** The first byte of a line, which counts from 0; the end of the bytes when there are fewer. */
export function startOfLineAt(bytes: Uint8Array, line: number): number {
  const known = places.get(bytes) ?? start
  const back = known.line - line
  // Backwards only step by step, so not far.
  if (back > farBack) return skipLines(bytes, 0, line)
  return back > 0 ? linesBack(bytes, known.at, back) : skipLines(bytes, known.at, -back)
}

const farBack = 1000
const newline = 10

/** Where the line begins that is `lines` before the one beginning at `from`. */
function linesBack(bytes: Uint8Array, from: number, lines: number): number {
  let at = from
  for (let left = lines; left > 0 && at > 0; left--) at = at < 2 ? 0 : bytes.lastIndexOf(newline, at - 2) + 1
  return at
}
