const newline = 10

/** How many newlines lie in `[from, to)`. Four bytes at a time: the part of a large file before an edit is counted at each save. */
export function countNewlines(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  let count = 0
  for (; at < to && ((bytes.byteOffset + at) & 3) !== 0; at++) if (bytes[at] === newline) count++
  const words = (to - at) >> 2
  if (words > 0) {
    count += countInWords(new Int32Array(bytes.buffer, bytes.byteOffset + at, words))
    at += words * 4
  }
  for (; at < to; at++) if (bytes[at] === newline) count++
  return count
}

// Each of the four bytes of the sum counts up to 255.
const wordsAtOnce = 255

function countInWords(words: Int32Array): number {
  let count = 0
  for (let at = 0; at < words.length; ) {
    const end = Math.min(words.length, at + wordsAtOnce)
    let sum = 0
    for (; at < end; at++) {
      // A byte is 0 after the first step where it was a newline; the highest bit of each such byte remains.
      const differs = (words[at] ?? 0) ^ 0x0a0a0a0a
      const zero = ~(((differs & 0x7f7f7f7f) + 0x7f7f7f7f) | differs | 0x7f7f7f7f)
      sum += zero >>> 7
    }
    count += (sum & 255) + ((sum >>> 8) & 255) + ((sum >>> 16) & 255) + (sum >>> 24)
  }
  return count
}

/** Where the line that is `lines` after the one beginning at `from` begins; the end of the bytes when there are fewer. */
export function skipLines(bytes: Uint8Array, from: number, lines: number): number {
  let at = from
  let left = lines
  for (; left > 0 && at + step < bytes.length; at += step) {
    const here = countNewlines(bytes, at, at + step)
    if (here >= left) break
    left -= here
  }
  for (; left > 0 && at < bytes.length; at++) if (bytes[at] === newline) left--
  return at
}

const step = 4096

/** The first byte of each line of `[from, to)`, and last the end. */
export function lineStarts(bytes: Uint8Array, from: number, to: number): Int32Array {
  const newlines = countNewlines(bytes, from, to)
  const open = to > from && bytes[to - 1] !== newline
  const starts = new Int32Array(newlines + (open ? 2 : 1))
  starts[0] = from
  let line = 1
  for (let at = from; line <= newlines; at++) if (bytes[at] === newline) starts[line++] = at + 1
  if (open) starts[line] = to
  return starts
}
