import { Buffer } from 'node:buffer'
import { open, readdir, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import { errnoOf } from './fault'
import { objectId, type ObjectId, type ObjectType, type StoredObject } from './loose-object'

/**
 * Reads objects out of the store's packs. A first capture puts all files into one pack, without deltas, so that later
 * captures and the diff can read it without starting git. What is stored as a delta is left to git.
 */
export interface PackFiles {
  /** Null when no pack has the object whole. */
  read(id: ObjectId): Promise<StoredObject | null>
  size(id: ObjectId): Promise<number | null>
  /** Looks at the packs anew: objects may have been pruned. */
  forget(): void
}

const inflateInPool = promisify<Buffer, Buffer>(inflate)
const types: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob']

interface Found {
  readonly type: ObjectType
  readonly size: number
  /** Where its compressed content begins. */
  readonly at: number
}

export function createPackFiles(packDir: string): PackFiles {
  const indexes = new Map<string, Buffer>()

  const loadIndexes = async () => {
    for (const name of await readdir(packDir)) {
      if (!name.endsWith('.idx') || indexes.has(name)) continue
      indexes.set(name, await readFile(join(packDir, name)))
    }
  }
  const locate = (id: ObjectId) => {
    for (const [name, index] of indexes) {
      const offset = offsetIn(index, id)
      if (offset !== null) return { pack: join(packDir, name.replace(/idx$/, 'pack')), offset }
    }
    return null
  }
  const withObject = async <T>(
    id: ObjectId,
    read: (file: FileHandle, found: Found) => Promise<T>,
  ): Promise<T | null> => {
    if (locate(id) === null) await loadIndexes()
    const place = locate(id)
    const file = place === null ? null : await openIfThere(place.pack)
    if (place === null) return null
    if (file === null) {
      // Packs were put together meanwhile.
      indexes.clear()
      return null
    }
    try {
      const found = await readHeader(file, place.offset)
      return found === null ? null : await read(file, found)
    } finally {
      await file.close()
    }
  }

  return {
    forget: () => indexes.clear(),
    size: (id) => withObject(id, (_file, found) => Promise.resolve(found.size)),
    read: (id) =>
      withObject(id, async (file, { type, size, at }) => {
        // Never longer than this (zlib's own bound), and what follows the end of the stream is not looked at.
        const bytes = Buffer.allocUnsafe(size + (size >> 10) + 64)
        const { bytesRead } = await file.read(bytes, 0, bytes.length, at)
        const body = await inflateInPool(bytes.subarray(0, bytesRead)).catch(() => null)
        return body !== null && objectId(type, body) === id ? { type, body } : null
      }),
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return null
  }
}

/**
 * The offset of an object in the pack, from an index of version 2: magic and version, 256 running counts by first byte,
 * all ids in order, their checksums, their offsets (the top bit points into a list of 8-byte ones that follows).
 */
function offsetIn(index: Buffer, id: ObjectId): number | null {
  if (index.length < 1032 || index.readUInt32BE(0) !== 0xff744f63 || index.readUInt32BE(4) !== 2) return null
  const wanted = Buffer.from(id, 'hex')
  const first = wanted[0] ?? 0
  const total = index.readUInt32BE(8 + 255 * 4)
  const ids = 8 + 256 * 4
  let low = first === 0 ? 0 : index.readUInt32BE(8 + (first - 1) * 4)
  let high = index.readUInt32BE(8 + first * 4)
  while (low < high) {
    const middle = (low + high) >> 1
    const order = wanted.compare(index, ids + middle * 20, ids + middle * 20 + 20)
    if (order === 0) {
      const offsets = ids + total * 24
      const offset = index.readUInt32BE(offsets + middle * 4)
      if (offset < 0x80000000) return offset
      return Number(index.readBigUInt64BE(offsets + total * 4 + (offset - 0x80000000) * 8))
    }
    if (order < 0) high = middle
    else low = middle + 1
  }
  return null
}

/** "type (3 bits) and size, seven bits a byte after the first four": null for a delta. */
async function readHeader(file: FileHandle, offset: number): Promise<Found | null> {
  const start = Buffer.alloc(16)
  await file.read(start, 0, start.length, offset)
  const first = start[0] ?? 0
  const type = types[(first >> 4) & 7]
  if (type === undefined) return null
  let size = first & 15
  let length = 1
  for (let scale = 16, byte = first; (byte & 0x80) !== 0; scale *= 128) {
    byte = start[length++] ?? 0
    size += (byte & 0x7f) * scale
  }
  return { type, size, at: offset + length }
}
