import { Buffer } from 'node:buffer'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { createDeflate } from 'node:zlib'
import { errnoOf } from './fault'
import { objectHeader, objectId, packLoose, type ObjectId, type ObjectType } from './loose-object'

/** Objects on their way into the store: durable on disk, but under temporary names until `commit`. */
export interface ObjectBatch {
  /** Starts writing the object unless the store has it; what fails is thrown by `commit`. */
  add(type: ObjectType, body: Buffer): ObjectId
  /** The same for a large file, read piece by piece; null when it did not have `size` bytes. */
  addFile(source: FileHandle, size: number): Promise<ObjectId | null>
  /** Resolves when few enough bytes wait to be written that more may be added. */
  room(): Promise<void>
  /** Makes everything added part of the store; the answer is the number of bytes it grew by. */
  commit(): Promise<number>
  /** Removes what was not committed. */
  discard(): Promise<void>
}

const waitingLimitBytes = 32 * 1024 * 1024
const pieceBytes = 1024 * 1024

export function looseFile(objectsDir: string, id: ObjectId): string {
  return join(objectsDir, id.slice(0, 2), id.slice(2))
}

export function createObjectBatch(objectsDir: string): ObjectBatch {
  /** Where each new object lies for now; null until it is wholly written. */
  const pending = new Map<ObjectId, string | null>()
  const writes = new Set<Promise<void>>()
  let failure: { readonly thrown: unknown } | null = null
  let waitingBytes = 0

  const isKnown = (id: ObjectId) => pending.has(id) || existsSync(looseFile(objectsDir, id))

  const write = async (id: ObjectId, type: ObjectType, body: Buffer): Promise<void> => {
    const temp = tempName(objectsDir)
    try {
      const packed = await packLoose(type, body)
      const handle = await open(temp, 'wx', 0o400)
      try {
        await handle.writeFile(packed)
        await handle.sync()
      } finally {
        await handle.close()
      }
      pending.set(id, temp)
    } catch (thrown) {
      failure ??= { thrown }
      await removeQuietly(temp)
    }
  }

  const settle = async () => {
    await Promise.all(writes)
    if (failure !== null) throw failure.thrown
  }

  return {
    add(type, body) {
      const id = objectId(type, body)
      if (isKnown(id)) return id
      pending.set(id, null)
      waitingBytes += body.length
      const written = write(id, type, body).finally(() => {
        waitingBytes -= body.length
        writes.delete(written)
      })
      writes.add(written)
      return id
    },

    async addFile(source, size) {
      const temp = tempName(objectsDir)
      const handle = await open(temp, 'wx', 0o400)
      let id: ObjectId | null
      try {
        id = await streamInto(handle, source, size)
        if (id !== null) await handle.sync()
      } catch (thrown) {
        await removeQuietly(temp)
        throw thrown
      } finally {
        await handle.close()
      }
      if (id === null || isKnown(id)) await removeQuietly(temp)
      else pending.set(id, temp)
      return id
    },

    async room() {
      while (waitingBytes > waitingLimitBytes) await Promise.race(writes)
    },

    async commit() {
      await settle()
      let bytes = 0
      await Promise.all(
        [...pending].map(async ([id, temp]) => {
          if (temp === null) return
          bytes += (await stat(temp)).size
          await moveInto(objectsDir, id, temp)
        }),
      )
      pending.clear()
      return bytes
    },

    async discard() {
      await Promise.all(writes)
      for (const temp of pending.values()) if (temp !== null) await removeQuietly(temp)
      pending.clear()
    },
  }
}

// git sweeps this name with its own temporary objects.
function tempName(objectsDir: string): string {
  return join(objectsDir, `tmp_obj_${randomBytes(8).toString('hex')}`)
}

async function moveInto(objectsDir: string, id: ObjectId, temp: string): Promise<void> {
  const file = looseFile(objectsDir, id)
  try {
    await rename(temp, file)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    await mkdir(join(objectsDir, id.slice(0, 2)), { recursive: true, mode: 0o700 })
    await rename(temp, file)
  }
}

/** Hashes and compresses in one pass, holding one piece at a time. */
async function streamInto(target: FileHandle, source: FileHandle, size: number): Promise<ObjectId | null> {
  const header = objectHeader('blob', size)
  const hash = createHash('sha1').update(header)
  const compressor = createDeflate({ level: 1 })
  const stored = (async () => {
    for await (const chunk of compressor) if (Buffer.isBuffer(chunk)) await target.writeFile(chunk)
  })()
  // What fails here is thrown where it is awaited below.
  stored.catch(() => null)
  compressor.write(header)
  let at = 0
  try {
    while (at <= size) {
      const piece = Buffer.allocUnsafe(pieceBytes)
      const { bytesRead } = await source.read(piece, 0, piece.length, at)
      if (bytesRead === 0) break
      at += bytesRead
      const read = piece.subarray(0, bytesRead)
      hash.update(read)
      if (!compressor.write(read)) await Promise.race([once(compressor), stored])
    }
  } finally {
    compressor.end()
    await stored
  }
  return at === size ? hash.digest('hex') : null
}

function once(compressor: ReturnType<typeof createDeflate>): Promise<void> {
  return new Promise((resolve) => compressor.once('drain', resolve))
}

async function removeQuietly(file: string): Promise<void> {
  try {
    await unlink(file)
  } catch {
    // A left-over is swept with the temporary files of killed runs.
  }
}
