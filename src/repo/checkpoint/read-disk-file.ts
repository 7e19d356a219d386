import { Buffer } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, type BigIntStats } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
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

const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const attempts = 5
const streamedBytes = 4 * 1024 * 1024

/** Reads a regular file into the batch; a final symlink is not followed and a FIFO does not block. */
export async function readDiskFile(top: string, path: RawPath, batch: ObjectBatch): Promise<ReadOutcome> {
  let handle: FileHandle
  try {
    // Synchronous on purpose: for a small file a trip to the thread pool at each step costs more than all steps.
    const small = readSmallFile(top, path, batch)
    if (small !== 'large') {
      await batch.room()
      return small
    }
    handle = await open(onDisk(top, path), flags)
  } catch (thrown) {
    return failed(thrown)
  }
  try {
    return liesInside(handle.fd, top, path) ? await streamSteadily(handle, batch) : { kind: 'failed', why: 'ELOOP' }
  } finally {
    await handle.close()
  }
}

/** Puts the target of a symlink into the batch, as bytes. */
export function readDiskLink(top: string, path: RawPath, batch: ObjectBatch): ReadOutcome {
  try {
    const target = readlinkSync(onDisk(top, path), { encoding: 'buffer' })
    return { kind: 'read', id: batch.add('blob', target), size: target.length, permissions: 0o777, steady: true }
  } catch (thrown) {
    return failed(thrown)
  }
}

function readSmallFile(top: string, path: RawPath, batch: ObjectBatch): ReadOutcome | 'large' {
  const fd = openSync(onDisk(top, path), flags)
  try {
    if (!liesInside(fd, top, path)) return { kind: 'failed', why: 'ELOOP' }
    for (let attempt = 1; ; attempt++) {
      const before = fstatSync(fd, { bigint: true })
      if (!before.isFile()) return { kind: 'failed', why: 'NOT_REGULAR' }
      if (before.size > streamedBytes) return 'large'
      const body = readFromStart(fd, Number(before.size))
      const steady = body.length === Number(before.size) && isSame(before, fstatSync(fd, { bigint: true }))
      if (!steady && attempt < attempts) continue
      const permissions = permissionsOf({ mode: Number(before.mode) })
      return { kind: 'read', id: batch.add('blob', body), size: body.length, permissions, steady }
    }
  } finally {
    closeSync(fd)
  }
}

async function streamSteadily(handle: FileHandle, batch: ObjectBatch): Promise<ReadOutcome> {
  for (let attempt = 1; ; attempt++) {
    const before = await handle.stat({ bigint: true })
    const size = Number(before.size)
    const id = await batch.addFile(handle, size)
    const steady = id !== null && isSame(before, await handle.stat({ bigint: true }))
    if (!steady && attempt < attempts) continue
    if (id === null) return { kind: 'failed', why: 'KEEPS_CHANGING' }
    return { kind: 'read', id, size, permissions: permissionsOf({ mode: Number(before.mode) }), steady }
  }
}

/** Reads to the end, wherever that has moved since the size was asked for. */
function readFromStart(fd: number, expected: number): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; ; ) {
    // One byte more than expected, so that the usual file is known to have ended after one read.
    const piece = Buffer.allocUnsafe(at === 0 ? expected + 1 : 64 * 1024)
    const bytesRead = readSync(fd, piece, 0, piece.length, at)
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
function liesInside(fd: number, top: string, path: RawPath): boolean {
  if (process.platform !== 'linux') return true
  let actual: Buffer
  try {
    actual = readlinkSync(`/proc/self/fd/${fd}`, { encoding: 'buffer' })
  } catch {
    return true
  }
  const expected = Buffer.from(onDisk(top, path))
  // The file was removed or replaced meanwhile; it was the right one when it was opened.
  return actual.equals(expected) || actual.equals(Buffer.concat([expected, Buffer.from(' (deleted)')]))
}

function failed(thrown: unknown): ReadOutcome {
  const why = errnoOf(thrown)
  if (why === null) throw thrown
  return { kind: 'failed', why }
}
