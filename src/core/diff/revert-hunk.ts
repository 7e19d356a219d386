import { err, ok, type Result } from '../result'

/** A change of whole lines, by its exact bytes: what stood there, and what stands there now, both with their context. */
export interface ByteHunk {
  readonly oldBytes: Uint8Array
  readonly newBytes: Uint8Array
  /** Where the new side began when it was looked at: 1-based line, as in `@@ -a,b +c,d @@`. */
  readonly newStart: number
}

/** Why a hunk cannot be taken back: its lines are not there, or at several places and at none of them as before. */
export type RevertRefusal = 'not-there' | 'ambiguous'

const newline = 10

/**
 * Puts the old side of a hunk where its new side stands. Lines before it may have come or gone since: then the new side
 * has to be found at exactly one place. Bytes are never decoded.
 */
export function revertHunk(bytes: Uint8Array, hunk: ByteHunk): Result<Uint8Array, RevertRefusal> {
  const found = placeOf(bytes, hunk)
  if (typeof found === 'string') return err(found)
  const end = found + hunk.newBytes.length
  const out = new Uint8Array(bytes.length - hunk.newBytes.length + hunk.oldBytes.length)
  out.set(bytes.subarray(0, found))
  out.set(hunk.oldBytes, found)
  out.set(bytes.subarray(end), found + hunk.oldBytes.length)
  return ok(out)
}

function placeOf(bytes: Uint8Array, { oldBytes, newBytes, newStart }: ByteHunk): number | RevertRefusal {
  // A side without any line has no content to be found by. With its context it is that of an empty file.
  if (newBytes.length === 0) return bytes.length === 0 ? 0 : 'not-there'
  const fits = (at: number) => {
    const end = at + newBytes.length
    if (end > bytes.length || !isLineStart(bytes, at) || !isAt(bytes, at, newBytes)) return false
    // Lines without a newline at their end can only be the last ones, on either side.
    if (end < bytes.length) return endsLine(newBytes) && endsLine(oldBytes)
    return true
  }
  const expected = startOf(bytes, newStart)
  if (expected !== null && fits(expected)) return expected
  const places: number[] = []
  for (let at = 0; at < bytes.length && places.length < 2; at = endOfLine(bytes, at)) if (fits(at)) places.push(at)
  const [place] = places
  if (place === undefined) return 'not-there'
  return places.length === 1 ? place : 'ambiguous'
}

/** Where a 1-based line begins; null when there are fewer lines. */
function startOf(bytes: Uint8Array, line: number): number | null {
  let at = 0
  for (let before = 1; before < line; before++) {
    if (at >= bytes.length) return null
    at = endOfLine(bytes, at)
  }
  return at
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const found = bytes.indexOf(newline, at)
  return found === -1 ? bytes.length : found + 1
}

function isLineStart(bytes: Uint8Array, at: number): boolean {
  return at === 0 || bytes[at - 1] === newline
}

function endsLine(bytes: Uint8Array): boolean {
  return bytes.length === 0 || bytes.at(-1) === newline
}

function isAt(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false
  return true
}
