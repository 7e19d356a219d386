import { Buffer, isAscii, isUtf8 } from 'node:buffer'

/** UTF-8 bytes as text, natively; null for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  const buffer = asBuffer(bytes)
  // Plain ASCII needs no decoding, and stays at one byte for a character.
  if (isAscii(buffer)) return buffer.toString('latin1')
  return isUtf8(buffer) ? buffer.toString('utf8') : null
}

/** Compares bytes at the speed of memory. */
export function sameBytes(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number, length: number): boolean {
  return asBuffer(a).compare(b, bStart, bStart + length, aStart, aStart + length) === 0
}

function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
