import { Buffer } from 'node:buffer'

/** The paths of an index of version 4, which drops from each what it begins with like the one before. */
export interface ShortenedNames {
  /** The next path: the last one without its last `cut` bytes, then what lies in the index. False where that cannot be. */
  add(cut: number, from: number, to: number): boolean
  /** Where the path that was added last lies in `bytes`. */
  start(): number
  end(): number
  bytes(): Buffer
}

/** Whole paths take about as much as other versions of the index; one that claims to hold far more is damaged. */
const mostTimes = 16

export function shortenedNames(index: Buffer): ShortenedNames {
  let bytes = Buffer.allocUnsafe(index.length)
  let start = 0
  let end = 0
  return {
    add(cut, from, to) {
      const kept = end - start - cut
      const length = kept + to - from
      if (kept < 0 || end + length > index.length * mostTimes) return false
      while (end + length > bytes.length) bytes = Buffer.concat([bytes, bytes])
      bytes.copy(bytes, end, start, start + kept)
      index.copy(bytes, end + kept, from, to)
      start = end
      end += length
      return true
    },
    start: () => start,
    end: () => end,
    bytes: () => bytes,
  }
}

/** Seven bits a byte, the highest first, and one is added with every further byte: how much of the last name to drop. */
export function readCut(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let at = from
  let byte = bytes[at++] ?? 0
  let value = byte & 0x7f
  while ((byte & 0x80) !== 0) {
    byte = bytes[at++] ?? 0
    value = (value + 1) * 128 + (byte & 0x7f)
  }
  return { value, end: at }
}
