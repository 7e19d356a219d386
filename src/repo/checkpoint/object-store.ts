import { Buffer } from 'node:buffer'
import { open, readFile } from 'node:fs/promises'
import { createByteLru } from './byte-lru'
import { errnoOf, StoreFault } from './fault'
import { peekSize, unpackLoose, type ObjectId, type StoredObject } from './loose-object'
import { createObjectBatch, looseFile, type ObjectBatch } from './object-batch'
import { parseTree, type TreeEntry } from './tree-format'

/** Reads the few objects that git put into packs (files above its big-file threshold). */
export interface PackedObjects {
  read(id: ObjectId): Promise<StoredObject | null>
}

export interface ObjectStore {
  /** Fault `store-corrupt` when the object is missing or its bytes do not match its id. */
  read(id: ObjectId): Promise<StoredObject>
  readTree(id: ObjectId): Promise<readonly TreeEntry[]>
  /** Size of an object's content in bytes, without reading all of it where possible. */
  size(id: ObjectId): Promise<number>
  openBatch(): ObjectBatch
}

const cachedBytes = 32 * 1024 * 1024
const cachedTreeBytes = 8 * 1024 * 1024
// A parsed entry takes about this much more than its bytes in the tree.
const parsedWeight = 4

/** The objects of a checkpoint store, read and written in-process: no git is started for a loose object. */
export function createObjectStore(objectsDir: string, packed: PackedObjects): ObjectStore {
  const objects = createByteLru<StoredObject>(cachedBytes)
  const trees = createByteLru<readonly TreeEntry[]>(cachedTreeBytes)

  const read = async (id: ObjectId): Promise<StoredObject> => {
    const cached = objects.get(id)
    if (cached !== undefined) return cached
    const loose = await readIfThere(looseFile(objectsDir, id))
    const object = loose === null ? await packed.read(id) : await unpackLoose(id, loose)
    if (object === null) throw new StoreFault({ kind: 'store-corrupt', detail: `object ${id} cannot be read` })
    objects.set(id, object, object.body.length)
    return object
  }

  return {
    read,
    async readTree(id) {
      const cached = trees.get(id)
      if (cached !== undefined) return cached
      const object = await read(id)
      const entries = object.type === 'tree' ? parseTree(object.body) : null
      if (entries === null) throw new StoreFault({ kind: 'store-corrupt', detail: `object ${id} is not a tree` })
      trees.set(id, entries, object.body.length * parsedWeight)
      return entries
    },
    async size(id) {
      const start = await readStart(looseFile(objectsDir, id))
      const claimed = start === null ? null : peekSize(start)
      return claimed ?? (await read(id)).body.length
    },
    openBatch: () => createObjectBatch(objectsDir),
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

async function readStart(file: string): Promise<Buffer | null> {
  try {
    const handle = await open(file)
    try {
      const start = Buffer.alloc(128)
      const { bytesRead } = await handle.read(start, 0, start.length, 0)
      return start.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}
