import { linesBefore } from './known-place'
import { lineStarts, skipLines } from './newlines'

const newline = 10
const carriageReturn = 13

/** A run of whole lines inside a file: `starts[i]` is the first byte of line i, and the last entry is the end. */
export interface ByteLines {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  /** Number of lines of the file before this run. */
  readonly before: number
}

export interface Windows {
  readonly old: ByteLines
  readonly new: ByteLines
}

/** Whether `length` bytes are the same in both from the given places on. The platform has a quicker one than ours. */
export type SameBytes = (a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number) => boolean

/** Compares byte by byte. */
const sameBytes: SameBytes = (a, aStart, b, bStart, length) => {
  for (let at = 0; at < length; at++) if (a[aStart + at] !== b[bStart + at]) return false
  return true
}

/**
 * The lines of both sides that can differ, with up to `margin` equal lines around them; null when all bytes are equal.
 * The common start and end are found in blocks, so one edit in a very long file costs little more than reading it.
 */
export function trimToWindows(
  oldBytes: Uint8Array,
  newBytes: Uint8Array,
  margin: number,
  same: SameBytes = sameBytes,
): Windows | null {
  const shorter = Math.min(oldBytes.length, newBytes.length)
  let start = commonStart(oldBytes, newBytes, shorter, same)
  if (start === shorter && oldBytes.length === newBytes.length) return null
  start = startOfLine(oldBytes, start)

  let tail = commonEnd(oldBytes, newBytes, shorter - start, same)
  while (tail > 0 && !(isLineStart(oldBytes, oldBytes.length - tail) && isLineStart(newBytes, newBytes.length - tail)))
    tail--

  for (let i = 0; i < margin && start > 0; i++) start = startOfLine(oldBytes, start - 1)
  for (let i = 0; i < margin && tail > 0; i++) tail = oldBytes.length - endOfLine(oldBytes, oldBytes.length - tail)

  const before = linesBefore(oldBytes, start)
  return {
    old: { bytes: oldBytes, starts: lineStarts(oldBytes, start, oldBytes.length - tail), before },
    new: { bytes: newBytes, starts: lineStarts(newBytes, start, newBytes.length - tail), before },
  }
}

/** The lines of `bytes` that stand where those of `like` do in another text with as many lines. */
export function sameLinesOf(bytes: Uint8Array, like: ByteLines): ByteLines {
  const from = skipLines(bytes, 0, like.before)
  const to = skipLines(bytes, from, lineCount(like))
  return { bytes, starts: lineStarts(bytes, from, to), before: like.before }
}

/** Number of lines in the run. */
export function lineCount(lines: ByteLines): number {
  return lines.starts.length - 1
}

/** Whether the line ends with a newline. */
export function endsWithNewline(lines: ByteLines, index: number): boolean {
  const end = lines.starts[index + 1] ?? 0
  return end > (lines.starts[index] ?? 0) && lines.bytes[end - 1] === newline
}

/**
 * Columns of white space before the first visible byte (a tab counts 8, as in git); null for a blank line.
 * A carriage return counts as blank, so that CRLF files read like others.
 */
export function indentOf(lines: ByteLines, index: number): number | null {
  let columns = 0
  for (let at = lines.starts[index] ?? 0; at < (lines.starts[index + 1] ?? 0); at++) {
    const byte = lines.bytes[at]
    if (byte === 32) columns += 1
    else if (byte === 9) columns += 8 - (columns % 8)
    else if (byte === newline || byte === carriageReturn) return null
    else return columns
  }
  return null
}

/** Large ones for what is far from an edit, small ones near it: single bytes are compared by hand. */
const blocks = [65_536, 4096, 256, 16]

function commonStart(a: Uint8Array, b: Uint8Array, longest: number, same: SameBytes): number {
  let at = 0
  for (const block of blocks) while (at + block <= longest && same(a, at, b, at, block)) at += block
  while (at < longest && a[at] === b[at]) at++
  return at
}

function commonEnd(a: Uint8Array, b: Uint8Array, longest: number, same: SameBytes): number {
  let length = 0
  for (const block of blocks)
    while (length + block <= longest && same(a, a.length - length - block, b, b.length - length - block, block))
      length += block
  while (length < longest && a[a.length - 1 - length] === b[b.length - 1 - length]) length++
  return length
}

function startOfLine(bytes: Uint8Array, at: number): number {
  return at === 0 ? 0 : bytes.lastIndexOf(newline, at - 1) + 1
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const found = bytes.indexOf(newline, at)
  return found === -1 ? bytes.length : found + 1
}

function isLineStart(bytes: Uint8Array, at: number): boolean {
  return at === 0 || bytes[at - 1] === newline
}
