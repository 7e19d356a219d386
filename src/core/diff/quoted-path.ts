import type { RepoPath } from '../repo/repo-path'
import { decodePath, encodePath } from '../repo/repo-path'

// The one-letter escapes of C that git uses in quoted names (quote.c); all other odd bytes are three octal digits.
const escapes = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['"', 34],
  ['\\', 92],
])
const letters = new Map([...escapes].map(([letter, byte]) => [byte, letter]))

/** The bytes of a name as patches hold it: `"…"` with escapes, or plain. Null when a quote is not closed. */
export function unquotePath(bytes: Uint8Array): { readonly path: RepoPath; readonly length: number } | null {
  if (bytes[0] !== 34) return { path: decodePath(bytes), length: bytes.length }
  const name: number[] = []
  for (let at = 1; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte === 34) return { path: decodePath(Uint8Array.from(name)), length: at + 1 }
    if (byte !== 92) {
      name.push(byte)
      continue
    }
    at++
    const letter = String.fromCharCode(bytes[at] ?? 0)
    const plain = escapes.get(letter)
    if (plain !== undefined) name.push(plain)
    else {
      const octal = String.fromCharCode(...bytes.subarray(at, at + 3))
      if (!/^[0-3][0-7]{2}$/.test(octal)) return null
      name.push(Number.parseInt(octal, 8))
      at += 2
    }
  }
  return null
}

/** The name as git writes it in a patch with `core.quotePath` on: quoted when a byte is a control, `"`, `\` or above 126. */
export function quotePath(prefix: string, path: RepoPath): Uint8Array {
  const bytes = encodePath(prefix + path)
  if (bytes.every((byte) => byte >= 32 && byte < 127 && byte !== 34 && byte !== 92)) return bytes
  let quoted = '"'
  for (const byte of bytes) {
    const letter = letters.get(byte)
    if (letter !== undefined) quoted += `\\${letter}`
    else if (byte < 32 || byte > 126) quoted += `\\${byte.toString(8).padStart(3, '0')}`
    else quoted += String.fromCharCode(byte)
  }
  return encodePath(`${quoted}"`)
}
