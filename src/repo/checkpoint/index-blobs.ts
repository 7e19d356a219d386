import type { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'

const extendedFlag = 0x4000
const stageFlags = 0x3000
const nameBits = 0xfff
const intentToAdd = 0x2000
const fileType = 0o10
const symlinkType = 0o12

/**
 * The ids of the blobs that the bytes of an index name (git's index-format, versions 2 to 4): all of them, or those of
 * unmerged paths alone. Files that are only intended to be added have none. Null when they cannot be told: a split
 * index, whose other part is elsewhere, one without a checksum, or no index at all.
 */
export function blobsOfIndex(bytes: Buffer, which: 'all' | 'unmerged'): ReadonlySet<string> | null {
  const hashBytes = hashBytesOf(bytes)
  if (hashBytes === null || bytes.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = bytes.readUInt32BE(4)
  if (version < 2 || version > 4) return null
  const end = bytes.length - hashBytes
  const ids = new Set<string>()
  let at = 12
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const idAt = at + 40
    const flagsAt = idAt + hashBytes
    if (flagsAt + 4 > end) return null
    const flags = bytes.readUInt16BE(flagsAt)
    const isExtended = (flags & extendedFlag) !== 0
    const isIntended = isExtended && (bytes.readUInt16BE(flagsAt + 2) & intentToAdd) !== 0
    const type = (bytes.readUInt32BE(at + 24) >> 12) & 0xf
    const isBlob = (type === fileType || type === symlinkType) && !isIntended
    if (isBlob && (which === 'all' || (flags & stageFlags) !== 0)) ids.add(bytes.toString('hex', idAt, flagsAt))
    const nameAt = flagsAt + (isExtended ? 4 : 2)
    at = version === 4 ? afterPrefixedName(bytes, nameAt) : afterPaddedName(bytes, at, nameAt, flags & nameBits)
    if (at > end) return null
  }
  return isSplit(bytes, at, end) ? null : ids
}

/** 20 or 32, by the checksum that an index ends with; null when it fits neither. */
export function hashBytesOf(bytes: Buffer): 20 | 32 | null {
  if (endsWithHash(bytes, 'sha1', 20)) return 20
  return endsWithHash(bytes, 'sha256', 32) ? 32 : null
}

function endsWithHash(bytes: Buffer, algorithm: string, length: number): boolean {
  if (bytes.length < 12 + length) return false
  const end = bytes.length - length
  return createHash(algorithm).update(bytes.subarray(0, end)).digest().equals(bytes.subarray(end))
}

/** Versions 2 and 3 end a name with one to eight NULs, up to a multiple of eight from where the entry began. */
function afterPaddedName(bytes: Buffer, entryAt: number, nameAt: number, length: number): number {
  const nameEnd = length < nameBits ? nameAt + length : bytes.indexOf(0, nameAt)
  return nameEnd < 0 ? Number.POSITIVE_INFINITY : entryAt + ((nameEnd - entryAt + 8) & ~7)
}

/** Version 4 drops what a name shares with the one before: how much is a number of any length, the rest ends with NUL. */
function afterPrefixedName(bytes: Buffer, nameAt: number): number {
  let at = nameAt
  while (((bytes[at] ?? 0) & 0x80) !== 0) at++
  const nul = bytes.indexOf(0, at + 1)
  return nul < 0 ? Number.POSITIVE_INFINITY : nul + 1
}

/** Extensions are "<four letters> <length> <content>"; `link` names the shared part of a split index. */
function isSplit(bytes: Buffer, from: number, end: number): boolean {
  for (let at = from; at + 8 <= end; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) === 'link') return true
  }
  return false
}
