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
  const oldCounts = countIds(oldIds, start, oldEnd, kinds)
  const newCounts = countIds(newIds, start, newEnd, kinds)
  if (surplus(oldCounts, newCounts) > budget.distance) return null
  const oldRest = matchable(oldIds, start, oldEnd, newCounts, changed.old)
  const newRest = matchable(newIds, start, newEnd, oldCounts, changed.new)
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

/** Among lines that both sides have, those that one side has more often: so many edits there are at least. */
function surplus(oldCounts: Int32Array, newCounts: Int32Array): number {
  let sum = 0
  for (let id = 0; id < oldCounts.length; id++) {
    const old = oldCounts[id] ?? 0
    const now = newCounts[id] ?? 0
    if (old > 0 && now > 0) sum += Math.abs(old - now)
  }
  return sum
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
  // By number: hash, side (0 old, 1 new) and line of the first line that has it. `slots` holds numbers plus one.
  const table = {
    slots: new Int32Array(size),
    hashes: new Int32Array(total),
    places: new Int32Array(total),
    kinds: 0,
  }
  const sides = [viewOf(windows.old), viewOf(windows.new)] as const
  const oldIds = numberLines(table, sides, 0)
  return { oldIds, newIds: numberLines(table, sides, 1), kinds: table.kinds }
}

interface LineTable {
  readonly slots: Int32Array
  readonly hashes: Int32Array
  readonly places: Int32Array
  kinds: number
}

interface LineView {
  readonly starts: Int32Array
  readonly view: DataView
}

function viewOf({ bytes, starts }: ByteLines): LineView {
  return { starts, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
}

function numberLines(table: LineTable, sides: readonly [LineView, LineView], which: 0 | 1): Int32Array {
  const { slots, hashes, places } = table
  const { starts, view } = sides[which]
  const ids = new Int32Array(starts.length - 1)
  const mask = slots.length - 1
  for (let line = 0; line < ids.length; line++) {
    const start = starts[line] ?? 0
    const end = starts[line + 1] ?? 0
    const hash = hashLine(view, start, end)
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] ?? 0) - 1
      if (id < 0) {
        hashes[table.kinds] = hash
        places[table.kinds] = line * 2 + which
        ids[line] = table.kinds
        table.kinds++
        slots[slot] = table.kinds
        break
      }
      if (hashes[id] !== hash) continue
      const place = places[id] ?? 0
      const other = sides[place % 2 === 0 ? 0 : 1]
      if (!sameLine(other, place >> 1, view, start, end)) continue
      ids[line] = id
      break
    }
  }
  return ids
}

// Four bytes at a time: a line of code has some forty.
function hashLine(view: DataView, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  for (; at < end; at++) hash = (Math.imul(hash, 31) + view.getUint8(at)) | 0
  hash = Math.imul(hash, 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

function sameLine(a: LineView, line: number, b: DataView, start: number, end: number): boolean {
  let from = a.starts[line] ?? 0
  if ((a.starts[line + 1] ?? 0) - from !== end - start) return false
  let at = start
  for (; at + 4 <= end; at += 4, from += 4) if (a.view.getInt32(from, true) !== b.getInt32(at, true)) return false
  for (; at < end; at++, from++) if (a.view.getUint8(from) !== b.getUint8(at)) return false
  return true
}
