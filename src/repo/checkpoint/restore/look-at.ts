import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  read,
  readlinkSync,
  readSync,
  type BigIntStats,
} from 'node:fs'
import { promisify } from 'node:util'
import type { EntryState } from '../../../core/checkpoint/restore-plan'
import { isExecutable, permissionsOf } from '../disk'
import { errnoOf } from '../fault'
import { objectHeader, objectId } from '../loose-object'
import type { RawPath } from '../raw-path'
import { treeMode } from '../tree-format'
import type { OpenFolder } from './open-folder'

/** What stands at a name now, by its content. */
export type Found =
  | { readonly kind: 'missing' | 'folder' | 'special' }
  /** It was written while it was read. */
  | { readonly kind: 'moving' }
  | { readonly kind: 'entry'; readonly state: EntryState; readonly stats: BigIntStats }

const readInPool = promisify(read)
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const pieceBytes = 1024 * 1024
/** Permissions of a symlink mean nothing; this is what Linux shows. */
export const linkPermissions = 0o777

/** Reads a file or symlink whole and names its content. Throws errno errors, such as EACCES. */
export async function lookAt(folder: OpenFolder, name: RawPath): Promise<Found> {
  const path = folder.at(name)
  const stats = statOf(path)
  if (stats === null) return { kind: 'missing' }
  if (stats.isDirectory()) return { kind: 'folder' }
  if (stats.isSymbolicLink()) {
    const id = objectId('blob', readlinkSync(path, { encoding: 'buffer' }))
    return { kind: 'entry', state: { mode: treeMode.symlink, id, permissions: linkPermissions }, stats }
  }
  if (!stats.isFile()) return { kind: 'special' }
  const fd = openSync(path, openFlags)
  try {
    const before = fstatSync(fd, { bigint: true })
    if (!before.isFile()) return { kind: 'moving' }
    const id = await hashOf(fd, Number(before.size))
    if (id === null || !isSameFile(before, fstatSync(fd, { bigint: true }))) return { kind: 'moving' }
    const permissions = permissionsOf({ mode: Number(before.mode) })
    const mode = isExecutable(permissions) ? treeMode.executable : treeMode.file
    return { kind: 'entry', state: { mode, id, permissions }, stats: before }
  } finally {
    closeSync(fd)
  }
}

/** Whether nothing was done to what stands at the name since `then`; null stands for a name that was free. */
export function isUntouched(folder: OpenFolder, name: RawPath, then: BigIntStats | null): boolean {
  const now = statOf(folder.at(name))
  return now === null || then === null ? now === then : isSameFile(now, then)
}

function isSameFile(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.mode === b.mode &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  )
}

function statOf(path: string | Buffer): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return null
  }
}

/** The id of the content, read piece by piece; null when it has another length by now. */
async function hashOf(fd: number, size: number): Promise<string | null> {
  const hash = createHash('sha1').update(objectHeader('blob', size))
  const piece = Buffer.allocUnsafe(Math.min(size + 1, pieceBytes))
  for (let at = 0; at <= size; ) {
    // A small file is read at once; a large one must not hold up everything else.
    const bytesRead =
      size < pieceBytes
        ? readSync(fd, piece, 0, piece.length, at)
        : (await readInPool(fd, piece, 0, piece.length, at)).bytesRead
    if (bytesRead === 0) return at === size ? hash.digest('hex') : null
    hash.update(piece.subarray(0, bytesRead))
    at += bytesRead
  }
  return null
}
