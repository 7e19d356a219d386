import { lstatSync, readdirSync, type Dirent } from 'node:fs'
import { createBreather } from './breathe'
import { permissionsOf } from './disk'
import { errnoOf } from './fault'
import { isStorableName, join, onDisk, type RawPath } from './raw-path'

/** What git's own lists leave out of a work tree. */
export interface FolderWalk {
  readonly emptyFolders: readonly RawPath[]
  /** Permissions of every folder but the top level. */
  readonly permissions: ReadonlyMap<RawPath, number>
  /** Folders in which a repository of its own begins. */
  readonly repos: readonly RawPath[]
  /** Files and symlinks below a folder that is called `.git` in another case: git may leave them out of its lists. */
  readonly oddlyNamed: readonly RawPath[]
  /** FIFOs, sockets, devices and folders that cannot be read. */
  readonly uncaptured: readonly { readonly path: RawPath; readonly why: string }[]
}

/** Walks a folder of the work tree, and all below it that is not to be skipped. */
export async function walkFolders(
  top: string,
  from: RawPath,
  isSkipped: (folder: RawPath) => boolean,
): Promise<FolderWalk> {
  const emptyFolders: RawPath[] = []
  const permissions = new Map<RawPath, number>()
  const repos: RawPath[] = []
  const oddlyNamed: RawPath[] = []
  const uncaptured: { readonly path: RawPath; readonly why: string }[] = []
  const pause = createBreather()
  const todo: RawPath[] = [from]
  for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
    await pause()
    const entries = readFolder(top, folder)
    if (typeof entries === 'string') {
      // A folder that vanished meanwhile has nothing to capture.
      if (entries !== 'ENOENT' && entries !== 'ENOTDIR')
        uncaptured.push({ path: folder === '' ? '.' : folder, why: entries })
      continue
    }
    const bits = folder === '' ? null : permissionsOfFolder(top, folder)
    if (bits !== null) permissions.set(folder, bits)
    if (holdsNothing(entries) && folder !== '') emptyFolders.push(folder)
    for (const entry of entries) {
      const { name } = entry
      const path = join(folder, name)
      if (!isStorableName(name)) {
        if (folder !== '') repos.push(folder)
      } else if (entry.isDirectory()) {
        if (!isSkipped(path)) todo.push(path)
      } else if (!entry.isFile() && !entry.isSymbolicLink()) uncaptured.push({ path, why: 'NOT_REGULAR' })
      else if (isOddlyNamed(path)) oddlyNamed.push(path)
    }
  }
  return { emptyFolders, permissions, repos, oddlyNamed, uncaptured }
}

/** Whether a part of it is `.git` in some case. */
export function isOddlyNamed(path: RawPath): boolean {
  return /(?:^|\/)\.git(?:\/|$)/i.test(path)
}

/** Whether the folder is there and holds nothing. */
export function isEmptyFolder(top: string, folder: RawPath): boolean {
  const entries = readFolder(top, folder)
  return typeof entries !== 'string' && holdsNothing(entries)
}

/** Null when it vanished just now. */
function permissionsOfFolder(top: string, folder: RawPath): number | null {
  try {
    return permissionsOf(lstatSync(onDisk(top, folder)))
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}

/** The git directory of a repository inside is no part of the work tree. */
function holdsNothing(entries: readonly Dirent[]): boolean {
  return entries.every((entry) => entry.name === '.git')
}

/** The entries, or the errno name of what went wrong. */
function readFolder(top: string, folder: RawPath) {
  try {
    return readdirSync(onDisk(top, folder), { withFileTypes: true, encoding: 'latin1' })
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    return why
  }
}
