import { lstatSync } from 'node:fs'
import { createBreather } from '../breathe'
import { isExecutable, permissionsOf, type Disk } from '../disk'
import { errnoOf } from '../fault'
import { onDisk, type RawPath } from '../raw-path'
import { treeMode } from '../tree-format'
import type { UserIndex, UserIndexEntry } from './user-index'

/** What a look at every file of an index found, by its place there. */
export interface Sweep {
  /** Permissions of a file that is just as git last saw it; -1 for every other. */
  readonly permissions: Int16Array
  /** In bytes. */
  readonly sizes: Float64Array
}

const readableByAll = 0o444
const looksBetweenPauses = 32

/**
 * Looks at every file of an index, one system call each: a file is as git last saw it when its size, times, inode and
 * executable bit are, and git saw it in an earlier second than the index was written in. A file as young as the index may have
 * been written again right after git looked.
 */
export async function sweepFiles(disk: Disk, index: UserIndex, isWanted: (path: RawPath) => boolean): Promise<Sweep> {
  const permissions = new Int16Array(index.paths.length).fill(-1)
  const sizes = new Float64Array(index.paths.length)
  const pause = createBreather()
  for (let place = 0; place < index.paths.length; place++) {
    const path = index.paths[place] ?? ''
    const rest = place % looksBetweenPauses === 0 ? pause() : undefined
    if (rest !== undefined) await rest
    const entry = index.at(place)
    if (entry.mode === treeMode.symlink || entry.modifiedSeconds >= index.writtenSeconds) continue
    if (disk.obstacleAbove(path) !== null || !isWanted(path)) continue
    const stats = look(disk.top, path)
    if (stats === null || !isSame(entry, stats)) continue
    permissions[place] = permissionsOf(stats)
    sizes[place] = stats.size
  }
  return { permissions, sizes }
}

type Stats = NonNullable<ReturnType<typeof lstatSync>>

function isSame(entry: UserIndexEntry, stats: Stats): boolean {
  return (
    stats.isFile() &&
    stats.size === entry.size &&
    stats.mtimeMs === entry.modifiedMs &&
    stats.ctimeMs === entry.changedMs &&
    Number(stats.ino) % 2 ** 32 === entry.inode &&
    entry.mode === (isExecutable(Number(stats.mode)) ? treeMode.executable : treeMode.file) &&
    // Whether it can be read at all is another question otherwise.
    (Number(stats.mode) & readableByAll) === readableByAll
  )
}

function look(top: string, path: RawPath) {
  try {
    return lstatSync(onDisk(top, path), { throwIfNoEntry: false }) ?? null
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}
