import type { Buffer } from 'node:buffer'
import type { ObjectId } from '../loose-object'

/** The ids in an index of version 2 (its layout: pack-index.ts); empty for anything else. */
export function packedIds(index: Buffer): readonly ObjectId[] {
  const start = 8 + 256 * 4
  return Array.from({ length: countOf(index) }, (_, at) => index.toString('hex', start + at * 20, start + at * 20 + 20))
}

/** Bytes that each object takes in its pack, which is `packBytes` long: from its place to the next one's. */
export function packedSizes(index: Buffer, packBytes: number): ReadonlyMap<ObjectId, number> {
  const total = countOf(index)
  const offsets = 8 + 256 * 4 + total * 24
  const placed = packedIds(index).map((id, at) => {
    const offset = index.readUInt32BE(offsets + at * 4)
    const isLong = offset >= 0x80000000
    const long = () => Number(index.readBigUInt64BE(offsets + total * 4 + (offset - 0x80000000) * 8))
    return { id, offset: isLong ? long() : offset }
  })
  const sorted = placed.toSorted((a, b) => a.offset - b.offset)
  // The pack ends with its own checksum.
  return new Map(sorted.map(({ id, offset }, at) => [id, (sorted[at + 1]?.offset ?? packBytes - 20) - offset]))
}

function countOf(index: Buffer): number {
  const isVersion2 = index.length >= 1032 && index.readUInt32BE(0) === 0xff744f63 && index.readUInt32BE(4) === 2
  return isVersion2 ? index.readUInt32BE(8 + 255 * 4) : 0
}
