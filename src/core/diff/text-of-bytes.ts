import { decodePath } from '../repo/repo-path'

/**
 * What a person reads for some bytes: UTF-8 where they are UTF-8, otherwise each byte as the Latin-1 letter it would
 * be, which is right for most old Western files and never hides that two lines differ.
 */
export function textOfBytes(bytes: Uint8Array): string {
  if (isAscii(bytes)) return latin1(bytes)
  const text = decodePath(bytes)
  return /[\udc80-\udcff]/.test(text.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, '')) ? latin1(bytes) : text
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 127) return false
  return true
}

// The argument list of one call is limited, so long lines are turned into text by pieces.
const piece = 8192

function latin1(bytes: Uint8Array): string {
  if (bytes.length <= piece) return String.fromCharCode(...bytes)
  let text = ''
  for (let at = 0; at < bytes.length; at += piece) text += String.fromCharCode(...bytes.subarray(at, at + piece))
  return text
}
