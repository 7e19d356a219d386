import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import type { ObjectId } from './loose-object'

/** Where the objects of one pack lie. Its ids are looked up on disk: the index of a large pack is larger than we may be. */
export interface PackIndex {
  /** Offset in the pack; null when it does not have the object. Throws ENOENT when the pack has gone. */
  offsetOf(id: ObjectId): number | null
}

const headerBytes = 8
const countsBytes = 256 * 4
const idBytes = 20
/** Ids that are read at once; above, the range is halved first. */
const readAtOnce = 1024

/**
 * An index of version 2: magic and version, 256 running counts by first byte, all ids in order, their checksums, their
 * offsets (the top bit points into a list of 8-byte ones that follows). Null when it is something else.
 */
export function openPackIndex(file: string): PackIndex | null {
  const start = withFile(file, (read) => read(0, headerBytes + countsBytes))
  if (start.length < headerBytes + countsBytes || start.readUInt32BE(0) !== 0xff744f63 || start.readUInt32BE(4) !== 2) {
    return null
  }
  const counts = start.subarray(headerBytes)
  const total = counts.readUInt32BE(255 * 4)
  const idsAt = headerBytes + countsBytes
  const offsetsAt = idsAt + total * (idBytes + 4)
  const largeAt = offsetsAt + total * 4

  const positionOf = (id: Buffer, read: Reader): number | null => {
    const first = id[0] ?? 0
    let low = first === 0 ? 0 : counts.readUInt32BE((first - 1) * 4)
    let high = counts.readUInt32BE(first * 4)
    while (high - low > readAtOnce) {
      const middle = (low + high) >>> 1
      if (id.compare(read(idsAt + middle * idBytes, idBytes)) < 0) high = middle
      else low = middle
    }
    const ids = read(idsAt + low * idBytes, (high - low) * idBytes)
    const found = ids.length === 0 ? -1 : indexOfId(ids, id)
    return found < 0 ? null : low + found
  }

  return {
    offsetOf(id) {
      return withFile(file, (read) => {
        const position = positionOf(Buffer.from(id, 'hex'), read)
        if (position === null) return null
        const offset = read(offsetsAt + position * 4, 4).readUInt32BE(0)
        if (offset < 0x80000000) return offset
        return Number(read(largeAt + (offset - 0x80000000) * 8, 8).readBigUInt64BE(0))
      })
    },
  }
}

type Reader = (at: number, length: number) => Buffer

function withFile<T>(file: string, act: (read: Reader) => T): T {
  const fd = openSync(file, 'r')
  try {
    return act((at, length) => {
      const bytes = Buffer.allocUnsafe(length)
      return bytes.subarray(0, length === 0 ? 0 : readSync(fd, bytes, 0, length, at))
    })
  } finally {
    closeSync(fd)
  }
}

function indexOfId(ids: Buffer, id: Buffer): number {
  let low = 0
  let high = ids.length / idBytes
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = id.compare(ids, middle * idBytes, middle * idBytes + idBytes)
    if (order === 0) return middle
    if (order < 0) high = middle
    else low = middle + 1
  }
  return -1
}
