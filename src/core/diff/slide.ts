import type { ByteLines } from './byte-lines'
import { indentOf, lineCount } from './byte-lines'

// Enough to reach the start of a function, and bounded so that a file of equal lines costs no square.
const furthest = 100

/**
 * Moves runs of changed lines to where a person would expect them. A run that can slide (the line before it equals its
 * last line, or its first line equals the line after it) says the same in each position; the best one begins where a
 * block begins. `changed` is rewritten in place. Runs that pair with changes of the other side are left alone.
 */
export function slideRuns(
  lines: ByteLines,
  ids: Int32Array,
  changed: Uint8Array,
  paired: (line: number) => boolean,
): void {
  const total = lineCount(lines)
  for (let start = 0; start < total; start++) {
    if (changed[start] !== 1) continue
    let end = start
    while (end < total && changed[end] === 1) end++
    if (!paired(start)) slideOne(lines, ids, changed, start, end)
    while (start < total && changed[start] === 1) start++
  }
}

function slideOne(lines: ByteLines, ids: Int32Array, changed: Uint8Array, start: number, end: number): void {
  let up = 0
  while (up < furthest && start - up > 0 && changed[start - up - 1] === 0 && ids[start - up - 1] === ids[end - up - 1])
    up++
  let down = 0
  while (
    down < furthest &&
    end + down < ids.length &&
    changed[end + down] === 0 &&
    ids[end + down] === ids[start + down]
  )
    down++
  // Touching the next run would join two runs; staying one line away keeps them apart.
  if (up > 0 && changed[start - up - 1] === 1) up--
  if (down > 0 && changed[end + down] === 1) down--
  let best = down
  let bestCost = Number.POSITIVE_INFINITY
  for (let by = down; by >= -up; by--) {
    const cost = costOf(lines, start + by, end + by)
    if (cost < bestCost) {
      bestCost = cost
      best = by
    }
  }
  if (best === 0) return
  changed.fill(0, start, end)
  changed.fill(1, start + best, end + best)
}

/** Low where the run begins and ends at the outermost indent, best behind a blank line or ending with one. */
function costOf(lines: ByteLines, start: number, end: number): number {
  const first = indentOf(lines, start)
  const after = end < lineCount(lines) ? indentOf(lines, end) : 0
  const behindBlank = start === 0 || indentOf(lines, start - 1) === null
  const endsBlank = indentOf(lines, end - 1) === null
  const closes = first !== null && isCloser(lines, start)
  return (
    (first ?? after ?? 0) * 8 +
    (after ?? 0) * 4 +
    (closes ? 6 : 0) +
    (first === null ? 1 : 0) -
    (behindBlank ? 2 : 0) -
    (endsBlank ? 1 : 0)
  )
}

// A run that begins with the closing bracket of the block before it is the classic unreadable diff.
function isCloser(lines: ByteLines, index: number): boolean {
  let at = lines.starts[index] ?? 0
  while (lines.bytes[at] === 32 || lines.bytes[at] === 9) at++
  const byte = lines.bytes[at]
  return byte === 0x7d || byte === 0x29 || byte === 0x5d
}
