import { readdirSync } from 'node:fs'
import { createBreather } from './breathe'
import { errnoOf } from './fault'
import { isStorableName, join, onDisk, type RawPath } from './raw-path'

/** What git's own lists leave out of a work tree. */
export interface FolderWalk {
  readonly emptyFolders: readonly RawPath[]
  /** FIFOs, sockets, devices, folders that cannot be read, and names git's trees cannot hold. */
  readonly uncaptured: readonly { readonly path: RawPath; readonly why: string }[]
}

/** Walks a folder of the work tree, and all below it that is not to be skipped. */
export async function walkFolders(
  top: string,
  from: RawPath,
  isSkipped: (folder: RawPath) => boolean,
): Promise<FolderWalk> {
  const emptyFolders: RawPath[] = []
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
    if (entries.length === 0 && folder !== '') emptyFolders.push(folder)
    for (const entry of entries) {
      const name = entry.name.toString('latin1')
      const path = join(folder, name)
      if (!isStorableName(name)) {
        // `.git` itself is no part of the work tree; another spelling of it is, but git refuses to store it.
        if (name !== '.git') uncaptured.push({ path, why: 'BAD_NAME' })
      } else if (entry.isDirectory()) {
        if (!isSkipped(path)) todo.push(path)
      } else if (!entry.isFile() && !entry.isSymbolicLink()) uncaptured.push({ path, why: 'NOT_REGULAR' })
    }
  }
  return { emptyFolders, uncaptured }
}

/** Whether the folder is there and holds nothing. */
export function isEmptyFolder(top: string, folder: RawPath): boolean {
  const entries = readFolder(top, folder)
  return typeof entries !== 'string' && entries.length === 0
}

/** The entries, or the errno name of what went wrong. */
function readFolder(top: string, folder: RawPath) {
  try {
    return readdirSync(onDisk(top, folder), { withFileTypes: true, encoding: 'buffer' })
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    return why
  }
}
