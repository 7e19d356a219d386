import type { Buffer } from 'node:buffer'
import { hashBytesOf } from '../index-blobs'

/** Seconds since the Unix epoch and nanoseconds. */
export interface IndexTime {
  readonly seconds: number
  readonly nanoseconds: number
}

const headerBytes = 12
/** Ten numbers of four bytes: times, device, inode, mode, owner and size. */
const statBytes = 40
const extendedFlag = 0x4000

/**
 * The latest modification time that git's index (versions 2 to 4, "DIRC") remembers of a file; null where it has none or
 * cannot be understood. git compares the content of files that are not older than the index itself, because they may
 * have been written in the very moment in which it was: an index that is written again must not look younger.
 */
export function latestFileTime(index: Buffer): IndexTime | null {
  const idBytes = hashBytesOf(index)
  if (idBytes === null || index.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = index.readUInt32BE(4)
  if (version < 2 || version > 4) return null
  let latest: IndexTime | null = null
  let at = headerBytes
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    const flagsAt = at + statBytes + idBytes
    if (flagsAt + 2 > index.length) return null
    const time = { seconds: index.readUInt32BE(at + 8), nanoseconds: index.readUInt32BE(at + 12) }
    if (latest === null || isLater(time, latest)) latest = time
    const nameAt = flagsAt + ((index.readUInt16BE(flagsAt) & extendedFlag) === 0 ? 2 : 4)
    const end = index.indexOf(0, version === 4 ? endOfNumber(index, nameAt) : nameAt)
    if (end < 0) return null
    // Entries are padded with one to eight NULs to a multiple of eight, those of version 4 end with one.
    at = version === 4 ? end + 1 : at + ((end - at + 8) & ~7)
  }
  return latest
}

export function isLater(a: IndexTime, b: IndexTime): boolean {
  return a.seconds > b.seconds || (a.seconds === b.seconds && a.nanoseconds > b.nanoseconds)
}

/** Seven bits a byte, the last one without the top bit: how much of the name before is cut off. */
function endOfNumber(index: Buffer, at: number): number {
  let end = at
  while (((index[end] ?? 0) & 0x80) !== 0) end++
  return end + 1
}
