import { createAlternates } from './alternates'
import { createByteLru } from './byte-lru'
import { StoreFault } from './fault'
import type { ObjectId, StoredObject } from './loose-object'
import { createObjectBatch, type ObjectBatch } from './object-batch'
import { openObjectFolder, type ObjectFolder } from './object-folder'
import { setAside } from './set-aside'
import { parseTree, type TreeEntry } from './tree-format'

/** Reads an object by starting git: for what is stored in a way that is rare. */
export type ReadWithGit = (id: ObjectId) => Promise<StoredObject | null>

export interface ObjectStore {
  /** Fault `store-corrupt` when the object is missing or its bytes do not match its id. */
  read(id: ObjectId): Promise<StoredObject>
  readTree(id: ObjectId): Promise<readonly TreeEntry[]>
  /** Whether the store itself has the object, not only a repository that it borrows from. */
  holds(id: ObjectId): Promise<boolean>
  /** Size of an object's content in bytes, without reading all of it where possible. */
  size(id: ObjectId): Promise<number>
  openBatch(): ObjectBatch
  /** Nothing read before counts any more: objects may have been pruned. */
  dropCaches(): void
}

const cachedBytes = 32 * 1024 * 1024
const cachedTreeBytes = 8 * 1024 * 1024
// A parsed entry takes about this much more than its bytes in the tree.
const parsedWeight = 4

/** The objects of a checkpoint store, read and written in-process. */
export function createObjectStore(objectsDir: string, readWithGit: ReadWithGit): ObjectStore {
  const own = openObjectFolder(objectsDir)
  const borrowed = new Map<string, ObjectFolder>()
  const objects = createByteLru<StoredObject>(cachedBytes)
  const trees = createByteLru<readonly TreeEntry[]>(cachedTreeBytes)

  const alternates = createAlternates(objectsDir)

  /** Ours, then those of the user's repository that a large one's store borrows from. */
  const first = async <T>(ask: (folder: ObjectFolder) => Promise<T | null>): Promise<T | null> => {
    const ours = await ask(own)
    if (ours !== null) return ours
    for (const path of alternates()) {
      const folder = borrowed.get(path) ?? openObjectFolder(path)
      borrowed.set(path, folder)
      const found = await ask(folder)
      if (found !== null) return found
    }
    return null
  }

  const read = async (id: ObjectId): Promise<StoredObject> => {
    const cached = objects.get(id)
    if (cached !== undefined) return cached
    const find = async () => (await first((folder) => folder.read(id))) ?? (await readWithGit(id))
    const seen = await find()
    const found = seen === 'broken' && setAside(objectsDir, id) ? await find() : seen
    if (found === null || found === 'broken') {
      throw new StoreFault({ kind: 'store-corrupt', detail: `object ${id} cannot be read` })
    }
    objects.set(id, found, found.body.length)
    return found
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
    holds: async (id) => (await own.size(id)) !== null,
    async size(id) {
      const cached = objects.get(id)
      if (cached !== undefined) return cached.body.length
      return (await first((folder) => folder.size(id))) ?? (await read(id)).body.length
    },
    dropCaches() {
      objects.clear()
      trees.clear()
      own.forget()
      borrowed.clear()
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
