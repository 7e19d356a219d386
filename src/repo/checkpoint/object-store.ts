import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createByteLru } from './byte-lru'
import { errnoOf, StoreFault } from './fault'
import { peekSize, unpackLoose, type ObjectId, type StoredObject } from './loose-object'
import { createObjectBatch, looseFile, type ObjectBatch } from './object-batch'
import { createPackFiles } from './pack-files'
import { parseTree, type TreeEntry } from './tree-format'

/** Reads an object by starting git: for what is stored as a delta, which git does when it repacks. */
export type ReadWithGit = (id: ObjectId) => Promise<StoredObject | null>

export interface ObjectStore {
  /** Fault `store-corrupt` when the object is missing or its bytes do not match its id. */
  read(id: ObjectId): Promise<StoredObject>
  readTree(id: ObjectId): Promise<readonly TreeEntry[]>
  /** Size of an object's content in bytes, without reading all of it where possible. */
  size(id: ObjectId): Promise<number>
  openBatch(): ObjectBatch
  /** Nothing read before counts any more: objects may have been pruned. */
  dropCaches(): void
}

const cachedBytes = 32 * 1024 * 1024
const smallBytes = 256 * 1024
const cachedTreeBytes = 8 * 1024 * 1024
// A parsed entry takes about this much more than its bytes in the tree.
const parsedWeight = 4

/** The objects of a checkpoint store, read and written in-process. */
export function createObjectStore(objectsDir: string, readWithGit: ReadWithGit): ObjectStore {
  const packs = createPackFiles(join(objectsDir, 'pack'))
  const objects = createByteLru<StoredObject>(cachedBytes)
  const trees = createByteLru<readonly TreeEntry[]>(cachedTreeBytes)

  const read = async (id: ObjectId): Promise<StoredObject> => {
    const cached = objects.get(id)
    if (cached !== undefined) return cached
    const loose = await readIfThere(looseFile(objectsDir, id))
    const object = loose === null ? ((await packs.read(id)) ?? (await readWithGit(id))) : await unpackLoose(id, loose)
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
      const cached = objects.get(id)
      if (cached !== undefined) return cached.body.length
      const start = readStart(looseFile(objectsDir, id))
      const claimed = start === null ? await packs.size(id) : peekSize(start)
      return claimed ?? (await read(id)).body.length
    },
    dropCaches() {
      objects.clear()
      trees.clear()
      packs.forget()
    },
    openBatch() {
      const batch = createObjectBatch(objectsDir)
      return {
        ...batch,
        add(type, body) {
          const id = batch.add(type, body)
          // What was just written is what is asked for next: the trees of a change, and its files by the diff.
          objects.set(id, { type, body }, body.length)
          return id
        },
      }
    },
  }
}

/** Most objects are small: reading them at once takes less time than asking the thread pool. */
async function readIfThere(file: string): Promise<Buffer | null> {
  const fd = openIfThere(file)
  if (fd === null) return null
  try {
    if (fstatSync(fd).size <= smallBytes) return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
  return readFile(file)
}

function readStart(file: string): Buffer | null {
  const fd = openIfThere(file)
  if (fd === null) return null
  try {
    const start = Buffer.alloc(128)
    return start.subarray(0, readSync(fd, start))
  } finally {
    closeSync(fd)
  }
}

function openIfThere(file: string): number | null {
  try {
    return openSync(file, 'r')
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return null
  }
}
