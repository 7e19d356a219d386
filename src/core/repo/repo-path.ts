import { unreachable } from '../result'

/**
 * A path inside a work tree, with `/` between its parts, relative to the top level.
 *
 * Linux names are bytes. A name that is valid UTF-8 is an ordinary string; every byte that cannot be decoded becomes
 * one lone surrogate U+DC80…U+DCFF (the scheme of Python's PEP 383), so the exact bytes can always be had back.
 */
export type RepoPath = string

/** Characters made at once: each is an argument of one call. */
const mostAtOnce = 4096

/** Decodes the bytes of a file name. Never fails. */
export function decodePath(bytes: Uint8Array): RepoPath {
  let out = ''
  for (let i = 0; i < bytes.length; ) {
    const end = endOfAscii(bytes, i)
    if (end > i) {
      // Nearly all names are nothing else, and adding up single characters takes five times as long.
      out += Reflect.apply(String.fromCharCode, String, bytes.subarray(i, end))
      i = end
      continue
    }
    const length = sequenceLength(bytes, i)
    if (length === 0) {
      out += String.fromCharCode(0xdc00 + (bytes[i] ?? 0))
      i += 1
    } else {
      out += String.fromCodePoint(codePointAt(bytes, i, length))
      i += length
    }
  }
  return out
}

/** The exact bytes of a path made by `decodePath`. */
export function encodePath(path: RepoPath): Uint8Array {
  const ascii = encodeAscii(path)
  if (ascii !== null) return ascii
  const out: number[] = []
  for (const char of path) {
    const point = char.codePointAt(0) ?? 0
    if (point >= 0xdc80 && point <= 0xdcff) out.push(point - 0xdc00)
    else if (point < 0x80) out.push(point)
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63))
    else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
    else out.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
  }
  return Uint8Array.from(out)
}

/** Whether the name is plain UTF-8, so that JSON can carry it as text. */
export function isUtf8Path(path: RepoPath): boolean {
  return !/[\udc80-\udcff]/.test(path.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, ''))
}

function endOfAscii(bytes: Uint8Array, start: number): number {
  const most = Math.min(bytes.length, start + mostAtOnce)
  let end = start
  while (end < most && (bytes[end] ?? 0) < 0x80) end += 1
  return end
}

function encodeAscii(path: RepoPath): Uint8Array | null {
  const out = new Uint8Array(path.length)
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (code >= 0x80) return null
    out[i] = code
  }
  return out
}

/** Length of the valid UTF-8 sequence at `i` (RFC 3629: shortest form, no surrogates, up to U+10FFFF); 0 if there is none. */
function sequenceLength(bytes: Uint8Array, i: number): 0 | 1 | 2 | 3 | 4 {
  const first = bytes[i] ?? 0
  if (first < 0x80) return 1
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  if (length === 0) return 0
  for (let k = 1; k < length; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0
  const point = codePointAt(bytes, i, length)
  const tooShort = (length === 3 && point < 0x800) || (length === 4 && point < 0x10000)
  return tooShort || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? 0 : length
}

function codePointAt(bytes: Uint8Array, i: number, length: 1 | 2 | 3 | 4): number {
  const at = (k: number) => bytes[i + k] ?? 0
  switch (length) {
    case 1:
      return at(0)
    case 2:
      return ((at(0) & 31) << 6) | (at(1) & 63)
    case 3:
      return ((at(0) & 15) << 12) | ((at(1) & 63) << 6) | (at(2) & 63)
    case 4:
      return ((at(0) & 7) << 18) | ((at(1) & 63) << 12) | ((at(2) & 63) << 6) | (at(3) & 63)
    default:
      return unreachable(length)
  }
}
