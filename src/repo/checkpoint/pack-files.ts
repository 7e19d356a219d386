import { Buffer } from 'node:buffer'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { constants, inflate, inflateSync } from 'node:zlib'
import { createByteLru } from './byte-lru'
import { errnoOf } from './fault'
import { objectId, type ObjectId, type ObjectType, type StoredObject } from './loose-object'
import { applyDelta, deltaResultSize } from './pack-delta'
import { openPackIndex, type PackIndex } from './pack-lookup'

/** Reads objects out of the packs of one objects folder without starting git, deltas included. */
export interface PackFiles {
  /** Null when no pack has the object, or has it in a way that is better left to git. */
  read(id: ObjectId): Promise<StoredObject | null>
  size(id: ObjectId): Promise<number | null>
  /** Looks at the packs anew: objects may have been pruned. */
  forget(): void
}

const inflateInPool = promisify<Buffer, Buffer>(inflate)
const smallBytes = 64 * 1024
const types: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob']
const offsetDelta = 6
const idDelta = 7
/** git makes chains of 50; what is deeper is left to it. */
const deepest = 250
const basesBytes = 4 * 1024 * 1024

/** One entry of a pack; `at` is where its compressed content begins, `size` how long that is when inflated. */
type PackEntry =
  | { readonly kind: 'whole'; readonly type: ObjectType; readonly size: number; readonly at: number }
  | { readonly kind: 'delta'; readonly base: number | ObjectId; readonly size: number; readonly at: number }

export function createPackFiles(packDir: string): PackFiles {
  const indexes = new Map<string, PackIndex>()
  // Trees of one folder at different times are deltas of one another.
  const bases = createByteLru<StoredObject>(basesBytes)

  /** How the folder stood when its names were read; null where a later change could have left it the same. */
  let listed: string | null = null
  // Asked for with each object that is nowhere here, and a store that borrows has few of its own.
  const loadIndexes = async () => {
    const stands = folderStamp(packDir)
    if (listed !== null && stands.text === listed) return
    listed = stands.isOld ? stands.text : null
    for (const name of await namesIn(packDir)) {
      if (!name.endsWith('.idx') || indexes.has(name)) continue
      const index = openPackIndex(join(packDir, name))
      if (index !== null) indexes.set(name, index)
    }
  }
  const locate = (id: ObjectId) => {
    for (const [name, index] of indexes) {
      const offset = index.offsetOf(id)
      if (offset !== null) return { pack: join(packDir, name.replace(/idx$/, 'pack')), offset }
    }
    return null
  }
  /** Packs may be put together by git at any moment: then the ones we know are gone, and all are looked for again. */
  const withObject = async <T>(
    id: ObjectId,
    act: (pack: Pack, offset: number) => Promise<T | null>,
  ): Promise<T | null> => {
    for (const isLast of [false, true]) {
      try {
        if (locate(id) === null) await loadIndexes()
        const place = locate(id)
        if (place === null) return null
        const pack = openPack(place.pack)
        try {
          return await act(pack, place.offset)
        } finally {
          pack.close()
        }
      } catch (thrown) {
        if (errnoOf(thrown) !== 'ENOENT' || isLast) throw thrown
        indexes.clear()
        listed = null
      }
    }
    return null
  }

  const readAt = async (pack: Pack, offset: number): Promise<StoredObject | null> => {
    const deltas: Buffer[] = []
    let object: StoredObject | null = null
    for (let at = offset; object === null; ) {
      const entry = deltas.length > deepest ? null : readEntry(pack, at)
      const content = entry === null ? null : await inflateEntry(pack, entry)
      if (entry === null || content === null) return null
      if (entry.kind === 'whole') object = { type: entry.type, body: content }
      else {
        deltas.push(content)
        const base = typeof entry.base === 'number' ? entry.base : offsetIn(pack, entry.base)
        if (base === null) return null
        object = bases.get(`${pack.file} ${base}`) ?? null
        at = base
      }
    }
    for (const delta of deltas.toReversed()) {
      const body: Buffer | null = applyDelta(object.body, delta)
      if (body === null) return null
      object = { type: object.type, body }
    }
    if (object.type === 'tree') bases.set(`${pack.file} ${offset}`, object, object.body.length)
    return object
  }
  const offsetIn = (pack: Pack, id: ObjectId) =>
    [...indexes].find(([name]) => join(packDir, name) === pack.file.replace(/pack$/, 'idx'))?.[1].offsetOf(id) ?? null

  return {
    forget() {
      indexes.clear()
      listed = null
      bases.clear()
    },
    size: (id) =>
      withObject(id, async (pack, offset) => {
        const entry = readEntry(pack, offset)
        if (entry?.kind === 'whole') return entry.size
        return entry === null ? null : deltaResultSize(inflateStart(pack.read(entry.at, 64)))
      }),
    read: (id) =>
      withObject(id, async (pack, offset) => {
        const object = await readAt(pack, offset)
        return object !== null && objectId(object.type, object.body) === id ? object : null
      }),
  }
}

interface Pack {
  readonly file: string
  /** Up to `length` bytes. */
  read(at: number, length: number): Buffer
  close(): void
}

function openPack(file: string): Pack {
  const fd = openSync(file, 'r')
  return {
    file,
    read(at, length) {
      const bytes = Buffer.allocUnsafe(length)
      return bytes.subarray(0, readSync(fd, bytes, 0, length, at))
    },
    close: () => closeSync(fd),
  }
}

/** A change within this time of another can carry the same time of the file system. */
const coarseNs = 2_000_000_000n

function folderStamp(folder: string): { readonly text: string; readonly isOld: boolean } {
  const stats = statSync(folder, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return { text: 'none', isOld: true }
  const ageNs = BigInt(Date.now()) * 1_000_000n - stats.mtimeNs
  return { text: `${stats.dev} ${stats.ino} ${stats.mtimeNs} ${stats.ctimeNs}`, isOld: ageNs > coarseNs }
}

async function namesIn(packDir: string): Promise<readonly string[]> {
  try {
    return await readdir(packDir)
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}

async function inflateEntry(pack: Pack, { size, at }: PackEntry): Promise<Buffer | null> {
  // Never longer than this (zlib's own bound), and what follows the end of the stream is not looked at.
  const packed = pack.read(at, size + (size >> 10) + 64)
  try {
    const content = size < smallBytes ? inflateSync(packed) : await inflateInPool(packed)
    return content.length === size ? content : null
  } catch {
    return null
  }
}

function inflateStart(packed: Buffer): Buffer {
  try {
    return inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return Buffer.alloc(0)
  }
}

/** "type (3 bits) and size, seven bits a byte after the first four", then for a delta where its base is. */
function readEntry(pack: Pack, offset: number): PackEntry | null {
  const start = pack.read(offset, 48)
  const first = start[0] ?? 0
  let size = first & 15
  let length = 1
  for (let scale = 16, byte = first; (byte & 0x80) !== 0; scale *= 128) {
    byte = start[length++] ?? 0
    size += (byte & 0x7f) * scale
  }
  const kind = (first >> 4) & 7
  const type = types[kind]
  if (type !== undefined) return { kind: 'whole', type, size, at: offset + length }
  if (kind === idDelta) {
    return { kind: 'delta', base: start.toString('hex', length, length + 20), size, at: offset + length + 20 }
  }
  if (kind !== offsetDelta) return null
  // How far back the base begins: seven bits a byte, the highest first, and one is added with every further byte.
  let byte = start[length++] ?? 0
  let back = byte & 0x7f
  while ((byte & 0x80) !== 0) {
    byte = start[length++] ?? 0
    back = (back + 1) * 128 + (byte & 0x7f)
  }
  return back >= offset || back === 0 ? null : { kind: 'delta', base: offset - back, size, at: offset + length }
}
