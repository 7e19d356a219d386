import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { errnoOf } from './fault'
import { objectId, packLoose, type ObjectId, type ObjectType } from './loose-object'
import { streamBlob } from './stream-blob'

/** Objects on their way into the store, under temporary names until `commit`. */
export interface ObjectBatch {
  /** Starts writing the object unless the store has it; what fails is thrown by `commit`. */
  add(type: ObjectType, body: Buffer): ObjectId
  /** The same for a large file, read piece by piece; null when it did not have `size` bytes. */
  addFile(source: FileHandle, size: number): Promise<ObjectId | null>
  /** Resolves when few enough bytes wait to be written that more may be added. */
  room(): Promise<void>
  /** Size in bytes of the content of an added object; undefined for any other. */
  sizeOf(id: ObjectId): number | undefined
  /** Bytes on disk of what was added so far and is new. */
  newBytes(): Promise<number>
  /** Makes everything added so far part of the store, and durable. */
  commit(): Promise<void>
  /** Removes what was not committed. */
  discard(): Promise<void>
}

const sync = promisify(fsync)
const waitingLimitBytes = 32 * 1024 * 1024

export function looseFile(objectsDir: string, id: ObjectId): string {
  return join(objectsDir, id.slice(0, 2), id.slice(2))
}

export function createObjectBatch(objectsDir: string): ObjectBatch {
  /** Where each new object lies for now; null until it is written. */
  const pending = new Map<ObjectId, string | null>()
  const sizes = new Map<ObjectId, number>()
  const writes = new Set<Promise<void>>()
  const syncs = new Set<Promise<void>>()
  let failure: { readonly thrown: unknown } | null = null
  let waitingBytes = 0
  let newBytes = 0

  const isKnown = (id: ObjectId) => pending.has(id) || existsSync(looseFile(objectsDir, id))

  const write = (id: ObjectId, packed: Buffer) => {
    const temp = tempName(objectsDir)
    try {
      // Synchronous on purpose: opening and writing take microseconds. Only making it durable waits for the disk, and
      // all objects of a batch do that at the same time.
      const fd = openSync(temp, 'wx', 0o400)
      pending.set(id, temp)
      const synced = writeAll(fd, packed)
        .catch((thrown: unknown) => {
          failure ??= { thrown }
        })
        .finally(() => {
          closeSync(fd)
          syncs.delete(synced)
        })
      syncs.add(synced)
      newBytes += packed.length
    } catch (thrown) {
      failure ??= { thrown }
    }
  }

  const written = async () => {
    await Promise.all(writes)
    if (failure !== null) throw failure.thrown
  }

  return {
    add(type, body) {
      const id = objectId(type, body)
      sizes.set(id, body.length)
      if (isKnown(id)) return id
      pending.set(id, null)
      const packed = packLoose(type, body)
      if (Buffer.isBuffer(packed)) {
        write(id, packed)
        return id
      }
      waitingBytes += body.length
      const done = packed
        .then((bytes) => write(id, bytes))
        .finally(() => {
          waitingBytes -= body.length
          writes.delete(done)
        })
      writes.add(done)
      return id
    },

    async addFile(source, size) {
      const temp = tempName(objectsDir)
      const handle = await open(temp, 'wx', 0o400)
      let id: ObjectId | null
      let bytes = 0
      try {
        id = await streamBlob(handle, source, size)
        if (id !== null) await handle.sync()
        bytes = (await handle.stat()).size
      } catch (thrown) {
        await removeQuietly(temp)
        throw thrown
      } finally {
        await handle.close()
      }
      if (id !== null) sizes.set(id, size)
      if (id === null || isKnown(id)) await removeQuietly(temp)
      else {
        pending.set(id, temp)
        newBytes += bytes
      }
      return id
    },

    async room() {
      while (waitingBytes > waitingLimitBytes) await Promise.race(writes)
    },

    sizeOf: (id) => sizes.get(id),

    async newBytes() {
      await written()
      return newBytes
    },

    async commit() {
      await written()
      await Promise.all(syncs)
      await written()
      for (const [id, temp] of pending) if (temp !== null) moveInto(objectsDir, id, temp)
      pending.clear()
    },

    async discard() {
      await Promise.all(writes)
      await Promise.all(syncs)
      for (const temp of pending.values()) if (temp !== null) await removeQuietly(temp)
      pending.clear()
    },
  }
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
  await sync(fd)
}

// git sweeps this name with its own temporary objects, and the opening of a store when its process is gone.
function tempName(objectsDir: string): string {
  return join(objectsDir, `tmp_obj_${process.pid}_${randomBytes(8).toString('hex')}`)
}

function moveInto(objectsDir: string, id: ObjectId, temp: string): void {
  const file = looseFile(objectsDir, id)
  try {
    renameSync(temp, file)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    mkdirSync(join(objectsDir, id.slice(0, 2)), { recursive: true, mode: 0o700 })
    renameSync(temp, file)
  }
}

async function removeQuietly(file: string): Promise<void> {
  try {
    await unlink(file)
  } catch {
    // A left-over is swept with the temporary files of killed runs.
  }
}
