import { lstatSync, type Stats } from 'node:fs'
import { errnoOf } from './fault'
import { ancestorsOf, onDisk, parentOf, type RawPath } from './raw-path'

/** What stands at a path of the work tree. `permissions` are the low twelve bits of its mode. */
export type DiskEntry =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly size: number; readonly permissions: number; readonly times: FileTimes }
  | { readonly kind: 'symlink'; readonly size: number }
  | { readonly kind: 'folder'; readonly permissions: number }
  /** A FIFO, socket or device. */
  | { readonly kind: 'special' }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Milliseconds since the Unix epoch, with fractions as fine as the file system keeps them; and which file they are of. */
export interface FileTimes {
  readonly modifiedMs: number
  readonly changedMs: number
  readonly inode: number
}

export interface Disk {
  readonly top: string
  look(path: RawPath): DiskEntry
  /**
   * The topmost folder above the path that is no folder any more (missing, a file, a symlink); null when all are.
   * Behind a symlink lies another place, so nothing there belongs to the path.
   */
  obstacleAbove(path: RawPath): RawPath | null
}

/** A view of a work tree for one capture: what it learns about folders is remembered, so make a new one each time. */
export function createDisk(top: string): Disk {
  const folders = new Map<RawPath, boolean>()
  let clearFolder: RawPath = ''
  const look = (path: RawPath): DiskEntry => {
    try {
      // Synchronous on purpose: a stat takes microseconds, a trip to the thread pool ten times as long.
      return describe(lstatSync(onDisk(top, path)))
    } catch (thrown) {
      const why = errnoOf(thrown)
      if (why === null) throw thrown
      return why === 'ENOENT' || why === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', why }
    }
  }
  const isFolder = (path: RawPath): boolean => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const found = look(path).kind
    // A folder that may not be searched is still one; what lies inside then says why it cannot be read.
    const answer = found === 'folder' || found === 'unreadable'
    folders.set(path, answer)
    return answer
  }
  return {
    top,
    look,
    obstacleAbove(path) {
      const parent = parentOf(path)
      // Most paths lie in the folder of the one before.
      if (parent === '' || parent === clearFolder) return null
      const obstacle = ancestorsOf(path).find((folder) => !isFolder(folder)) ?? null
      if (obstacle === null) clearFolder = parent
      return obstacle
    },
  }
}

/** The permission bits a checkpoint keeps. */
export function permissionsOf(stats: { readonly mode: number }): number {
  return stats.mode & 0o7777
}

/** What git calls executable: the owner may run it. */
export function isExecutable(permissions: number): boolean {
  return (permissions & 0o100) !== 0
}

function describe(stats: Stats): DiskEntry {
  if (stats.isFile()) {
    const times = { modifiedMs: stats.mtimeMs, changedMs: stats.ctimeMs, inode: stats.ino }
    return { kind: 'file', size: stats.size, permissions: permissionsOf(stats), times }
  }
  if (stats.isSymbolicLink()) return { kind: 'symlink', size: stats.size }
  return stats.isDirectory() ? { kind: 'folder', permissions: permissionsOf(stats) } : { kind: 'special' }
}
