import type { ByteLines, Windows } from './byte-lines'
import { lineCount } from './byte-lines'

/** How much work one comparison may cost before git's own diff is the better tool. */
export interface DiffBudget {
  /** Lines on one side after the common start and end are cut off. */
  readonly lines: number
  /** Edit distance D of Myers' algorithm; its work grows with D². */
  readonly distance: number
}

/** Per line of each side, 1 when it belongs to that side only. */
export interface ChangedLines {
  readonly old: Uint8Array
  readonly new: Uint8Array
  /** One small number per distinct line, shared by both sides. */
  readonly oldIds: Int32Array
  readonly newIds: Int32Array
}

/**
 * Finds a smallest set of changed lines (E. W. Myers, "An O(ND) Difference Algorithm", 1986, the greedy form).
 * Null when the budget does not suffice. `margin` is the number of equal lines kept around the windows.
 */
export function findChangedLines(windows: Windows, margin: number, budget: DiffBudget): ChangedLines | null {
  const fewer = Math.min(lineCount(windows.old), lineCount(windows.new))
  const more = Math.max(lineCount(windows.old), lineCount(windows.new))
  if (fewer > 2 * margin && more > budget.lines + 2 * margin) return null
  if (fewer === 0) return everyLine(windows)
  const { oldIds, newIds, kinds } = intern(windows)
  const changed = { old: new Uint8Array(oldIds.length), new: new Uint8Array(newIds.length), oldIds, newIds }
  let start = 0
  let oldEnd = oldIds.length
  let newEnd = newIds.length
  while (start < oldEnd && start < newEnd && oldIds[start] === newIds[start]) start++
  while (oldEnd > start && newEnd > start && oldIds[oldEnd - 1] === newIds[newEnd - 1]) {
    oldEnd--
    newEnd--
  }
  if (start === oldEnd || start === newEnd) {
    changed.old.fill(1, start, oldEnd)
    changed.new.fill(1, start, newEnd)
    return changed
  }
  if (Math.max(oldEnd, newEnd) - start > budget.lines) return null

  // A line that the other side does not have at all is changed whatever the rest is; leaving it out shrinks D.
  const oldRest = matchable(oldIds, start, oldEnd, countIds(newIds, start, newEnd, kinds), changed.old)
  const newRest = matchable(newIds, start, newEnd, countIds(oldIds, start, oldEnd, kinds), changed.new)
  return walk(oldIds, oldRest, newIds, newRest, changed, budget.distance) ? changed : null
}

/** All lines of both sides, as if nothing were common but the start and end that were cut off. */
export function everyLine(windows: Windows): ChangedLines {
  const all = (lines: ByteLines) => new Uint8Array(lineCount(lines)).fill(1)
  return { old: all(windows.old), new: all(windows.new), oldIds: new Int32Array(), newIds: new Int32Array() }
}

function matchable(
  ids: Int32Array,
  start: number,
  end: number,
  countInOther: Int32Array,
  changed: Uint8Array,
): Int32Array {
  const rest = new Int32Array(end - start)
  let length = 0
  for (let at = start; at < end; at++) {
    if (countInOther[ids[at] ?? 0] === 0) changed[at] = 1
    else rest[length++] = at
  }
  return rest.subarray(0, length)
}

function countIds(ids: Int32Array, start: number, end: number, kinds: number): Int32Array {
  const counts = new Int32Array(kinds)
  for (let at = start; at < end; at++) counts[ids[at] ?? 0] = (counts[ids[at] ?? 0] ?? 0) + 1
  return counts
}

/** Goes forward until both ends are reached, remembering each round, then follows the rounds back. */
function walk(
  oldIds: Int32Array,
  oldRest: Int32Array,
  newIds: Int32Array,
  newRest: Int32Array,
  changed: { readonly old: Uint8Array; readonly new: Uint8Array },
  maxDistance: number,
): boolean {
  const n = oldRest.length
  const m = newRest.length
  const same = (x: number, y: number) => oldIds[oldRest[x] ?? 0] === newIds[newRest[y] ?? 0]
  const most = Math.min(n + m, maxDistance)
  // furthest[k + most + 1] is the furthest old line reached on diagonal k = x - y.
  const furthest = new Int32Array(2 * most + 3)
  const rounds: Int32Array[] = []
  const middle = most + 1
  for (let d = 0; d <= most; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest[middle + k - 1] ?? 0) < (furthest[middle + k + 1] ?? 0))
      let x = down ? (furthest[middle + k + 1] ?? 0) : (furthest[middle + k - 1] ?? 0) + 1
      let y = x - k
      while (x < n && y < m && same(x, y)) {
        x++
        y++
      }
      furthest[middle + k] = x
      if (x >= n && y >= m) {
        followBack(rounds, d, k, n, oldRest, newRest, changed)
        return true
      }
    }
    rounds.push(furthest.slice(middle - d, middle + d + 1))
  }
  return false
}

function followBack(
  rounds: readonly Int32Array[],
  distance: number,
  lastDiagonal: number,
  n: number,
  oldRest: Int32Array,
  newRest: Int32Array,
  changed: { readonly old: Uint8Array; readonly new: Uint8Array },
): void {
  let k = lastDiagonal
  let x = n
  for (let d = distance; d > 0; d--) {
    const previous = rounds[d - 1]
    const reached = (diagonal: number) => previous?.[diagonal + d - 1] ?? -1
    const down = k === -d || (k !== d && reached(k - 1) < reached(k + 1))
    k = down ? k + 1 : k - 1
    x = reached(k)
    if (down) changed.new[newRest[x - k] ?? 0] = 1
    else changed.old[oldRest[x] ?? 0] = 1
  }
}

/** Gives equal lines equal numbers, comparing bytes and not only their hash. */
function intern(windows: Windows): { oldIds: Int32Array; newIds: Int32Array; kinds: number } {
  const total = lineCount(windows.old) + lineCount(windows.new)
  let size = 16
  while (size < total * 2) size *= 2
  const table = { slots: new Int32Array(size).fill(-1), size, sides: [] as ByteLines[], lines: [] as number[] }
  const hashes: number[] = []
  const number = (side: ByteLines): Int32Array => {
    const ids = new Int32Array(lineCount(side))
    for (let line = 0; line < ids.length; line++) {
      const hash = hashLine(side, line)
      let slot = hash & (size - 1)
      for (;;) {
        const id = table.slots[slot] ?? -1
        if (id === -1) {
          table.slots[slot] = ids[line] = table.lines.length
          table.sides.push(side)
          table.lines.push(line)
          hashes.push(hash)
          break
        }
        if (hashes[id] === hash && sameLine(table.sides[id] ?? side, table.lines[id] ?? 0, side, line)) {
          ids[line] = id
          break
        }
        slot = (slot + 1) & (size - 1)
      }
    }
    return ids
  }
  const oldIds = number(windows.old)
  return { oldIds, newIds: number(windows.new), kinds: table.lines.length }
}

function hashLine(lines: ByteLines, index: number): number {
  let hash = 0
  const end = lines.starts[index + 1] ?? 0
  for (let at = lines.starts[index] ?? 0; at < end; at++) hash = (Math.imul(hash, 31) + (lines.bytes[at] ?? 0)) | 0
  return hash ^ (hash >>> 15)
}

function sameLine(a: ByteLines, aLine: number, b: ByteLines, bLine: number): boolean {
  const aStart = a.starts[aLine] ?? 0
  const bStart = b.starts[bLine] ?? 0
  const length = (a.starts[aLine + 1] ?? 0) - aStart
  if (length !== (b.starts[bLine + 1] ?? 0) - bStart) return false
  for (let at = 0; at < length; at++) if (a.bytes[aStart + at] !== b.bytes[bStart + at]) return false
  return true
}
