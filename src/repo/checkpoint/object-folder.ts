import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from './fault'
import { peekSize, unpackLoose, type ObjectId, type StoredObject } from './loose-object'
import { looseFile } from './object-batch'
import { createPackFiles } from './pack-files'

/** One objects folder of git, read in-process: ours, or one that ours borrows from. */
export interface ObjectFolder {
  /** Null when it does not have the object, or not in a way that can be read without git; `broken` when its bytes are others. */
  read(id: ObjectId): Promise<StoredObject | 'broken' | null>
  /** Size of the content in bytes, from the start of it; null as above. */
  size(id: ObjectId): Promise<number | null>
  /** Looks at the packs anew. */
  forget(): void
}

const smallBytes = 256 * 1024

export function openObjectFolder(objectsDir: string): ObjectFolder {
  const packs = createPackFiles(join(objectsDir, 'pack'))
  return {
    forget: () => packs.forget(),
    async read(id) {
      const loose = await readIfThere(looseFile(objectsDir, id))
      return loose === null ? packs.read(id) : ((await unpackLoose(id, loose)) ?? 'broken')
    },
    async size(id) {
      const start = readStart(looseFile(objectsDir, id))
      return start === null ? packs.size(id) : peekSize(start)
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
