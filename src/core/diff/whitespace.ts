import type { Whitespace } from './scope'

const newline = 10

/**
 * A text whose lines are equal, byte for byte, exactly where git calls those of the original equal:
 * `ignore-at-end` is `--ignore-space-at-eol`, `ignore-amount` is `-b`, `ignore-all` is `-w`. It has as many lines as the
 * original; a last line without its newline gets one, as git takes the newline for white space then (xdl_recmatch of its xdiff).
 */
export function normalise(bytes: Uint8Array, mode: Whitespace): Uint8Array {
  if (mode === 'exact' || bytes.length === 0) return bytes
  const result = new Uint8Array(bytes.length + 1)
  let length = 0
  // Where the white space began that is read now; -1 in a word.
  let blank = -1
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === newline) {
      result[length++] = newline
      blank = -1
    } else if (isSpace(byte)) {
      if (blank === -1) blank = at
    } else {
      if (blank !== -1 && mode === 'ignore-amount') result[length++] = 32
      if (blank !== -1 && mode === 'ignore-at-end') {
        result.set(bytes.subarray(blank, at), length)
        length += at - blank
      }
      blank = -1
      result[length++] = byte
    }
  }
  if (bytes[bytes.length - 1] !== newline) result[length++] = newline
  return result.subarray(0, length)
}

/** What git calls white space: no vertical tab and no form feed. */
function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13
}
