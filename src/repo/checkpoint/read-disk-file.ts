import { Buffer } from 'node:buffer'
import { constants, type BigIntStats } from 'node:fs'
import { open, readlink, type FileHandle } from 'node:fs/promises'
import { permissionsOf } from './disk'
import { errnoOf } from './fault'
import type { ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import { onDisk, type RawPath } from './raw-path'

/** A file or symlink of the work tree, on its way into the store. */
export type ReadOutcome =
  | {
      readonly kind: 'read'
      readonly id: ObjectId
      readonly size: number
      readonly permissions: number
      /** False when it changed during every attempt: the bytes are one read of it, and may be torn. */
      readonly steady: boolean
    }
  | { readonly kind: 'failed'; readonly why: string }

const attempts = 5
const streamedBytes = 4 * 1024 * 1024

/** Reads a regular file into the batch; a final symlink is not followed and a FIFO does not block. */
export async function readDiskFile(top: string, path: RawPath, batch: ObjectBatch): Promise<ReadOutcome> {
  let handle: FileHandle
  try {
    handle = await open(onDisk(top, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (thrown) {
    return failed(thrown)
  }
  try {
    if (!(await liesInside(handle, top, path))) return { kind: 'failed', why: 'ELOOP' }
    return await readSteadily(handle, batch)
  } finally {
    await handle.close()
  }
}

/** Puts the target of a symlink into the batch, as bytes. */
export async function readDiskLink(top: string, path: RawPath, batch: ObjectBatch): Promise<ReadOutcome> {
  try {
    const target = await readlink(onDisk(top, path), { encoding: 'buffer' })
    return { kind: 'read', id: batch.add('blob', target), size: target.length, permissions: 0o777, steady: true }
  } catch (thrown) {
    return failed(thrown)
  }
}

async function readSteadily(handle: FileHandle, batch: ObjectBatch): Promise<ReadOutcome> {
  for (let attempt = 1; ; attempt++) {
    const before = await handle.stat({ bigint: true })
    if (!before.isFile()) return { kind: 'failed', why: 'NOT_REGULAR' }
    const permissions = permissionsOf({ mode: Number(before.mode) })
    const last = attempt === attempts
    if (before.size > streamedBytes) {
      const id = await batch.addFile(handle, Number(before.size))
      const steady = id !== null && isSame(before, await handle.stat({ bigint: true }))
      if (id !== null && (steady || last)) return { kind: 'read', id, size: Number(before.size), permissions, steady }
      if (last) return { kind: 'failed', why: 'KEEPS_CHANGING' }
      continue
    }
    let body: Buffer
    try {
      body = await readFromStart(handle, Number(before.size))
    } catch (thrown) {
      return failed(thrown)
    }
    const steady = body.length === Number(before.size) && isSame(before, await handle.stat({ bigint: true }))
    if (steady || last) {
      await batch.room()
      return { kind: 'read', id: batch.add('blob', body), size: body.length, permissions, steady }
    }
  }
}

/** Reads to the end, wherever that has moved since the size was asked for. */
async function readFromStart(handle: FileHandle, expected: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (let at = 0; ; ) {
    // One byte more than expected, so that the usual file is known to have ended after one read.
    const piece = Buffer.allocUnsafe(at === 0 ? expected + 1 : 64 * 1024)
    const { bytesRead } = await handle.read(piece, 0, piece.length, at)
    if (bytesRead === 0) return Buffer.concat(pieces)
    pieces.push(piece.subarray(0, bytesRead))
    at += bytesRead
    if (at === expected && bytesRead < piece.length) return Buffer.concat(pieces)
  }
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs
}

/**
 * Whether the open file is the one at this path without any symlink in between: a folder swapped for a symlink right
 * before the open would lead out of the repository. Linux alone can tell; elsewhere the earlier look has to do.
 */
async function liesInside(handle: FileHandle, top: string, path: RawPath): Promise<boolean> {
  if (process.platform !== 'linux') return true
  try {
    const actual = await readlink(`/proc/self/fd/${handle.fd}`, { encoding: 'buffer' })
    const expected = Buffer.from(onDisk(top, path))
    // The file was removed or replaced meanwhile; it was the right one when it was opened.
    return actual.equals(expected) || actual.equals(Buffer.concat([expected, Buffer.from(' (deleted)')]))
  } catch {
    return true
  }
}

function failed(thrown: unknown): ReadOutcome {
  const why = errnoOf(thrown)
  if (why === null) throw thrown
  return { kind: 'failed', why }
}
