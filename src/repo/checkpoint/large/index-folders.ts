import { parentOf, type RawPath } from '../raw-path'
import type { UserIndex } from './user-index'

/** What an index has directly in one folder. */
export interface IndexFolder {
  readonly path: RawPath
  /** Positions of its files in `UserIndex.paths`. */
  readonly places: number[]
  /** Names of files that are in the index in another way. */
  readonly others: string[]
  readonly submodules: string[]
  readonly folders: IndexFolder[]
}

/** The folders of an index from the top level down. */
export function indexFolders(index: UserIndex): IndexFolder {
  const top = newFolder('')
  const known = new Map<RawPath, IndexFolder>([['', top]])
  const folderAt = (path: RawPath): IndexFolder => {
    const found = known.get(path)
    if (found !== undefined) return found
    const made = newFolder(path)
    known.set(path, made)
    folderAt(parentOf(path)).folders.push(made)
    return made
  }
  let last = top
  for (let place = 0; place < index.paths.length; place++) {
    const path = index.paths[place] ?? ''
    // Most files lie in the folder of the one before.
    if (!isDirectlyIn(path, last.path)) last = folderAt(parentOf(path))
    last.places.push(place)
  }
  for (const path of index.otherPaths) folderAt(parentOf(path)).others.push(nameOf(path))
  for (const path of index.submodules.keys()) folderAt(parentOf(path)).submodules.push(nameOf(path))
  return top
}

function isDirectlyIn(path: RawPath, folder: RawPath): boolean {
  if (folder === '') return !path.includes('/')
  const nameAt = folder.length + 1
  return path.charCodeAt(folder.length) === 0x2f && path.startsWith(folder) && !path.includes('/', nameAt)
}

export function nameOf(path: RawPath): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function newFolder(path: RawPath): IndexFolder {
  return { path, places: [], others: [], submodules: [], folders: [] }
}
