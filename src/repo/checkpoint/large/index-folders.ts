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
  const { paths } = index
  let last = top
  for (let place = 0; place < paths.length; place++) {
    // Most files lie in the folder of the one before.
    if (place === 0 || !paths.isBeside(place, place - 1, last.path.length)) last = folderAt(parentOf(paths.at(place)))
    last.places.push(place)
  }
  for (const path of index.otherPaths) folderAt(parentOf(path)).others.push(nameOf(path))
  for (const path of index.submodules.keys()) folderAt(parentOf(path)).submodules.push(nameOf(path))
  return top
}

export function nameOf(path: RawPath): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function newFolder(path: RawPath): IndexFolder {
  return { path, places: [], others: [], submodules: [], folders: [] }
}
