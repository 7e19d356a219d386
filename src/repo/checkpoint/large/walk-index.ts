import { setImmediate } from 'node:timers/promises'
import { createBreather } from '../breathe'
import { permissionsOf } from '../disk'
import { isStorableName, join, type RawPath } from '../raw-path'
import { isOddlyNamed, type FolderWalk } from '../walk-folders'
import type { ListedFolder } from './folder-listing'
import { indexFolders, nameOf, type IndexFolder } from './index-folders'
import { listNatively, noLister, type FindLister } from './list-natively'
import { createStandpoint, type Look } from './standpoint'
import type { UserIndex } from './user-index'

/** What a look at every file of an index found, by its place there. */
export interface Sweep {
  /** Permissions of a file that is just as git last saw it; -1 for every other. */
  readonly permissions: Int16Array
  /** In bytes. */
  readonly sizes: Float64Array
}

/** One walk through a work tree that an index is known of: what git's lists leave out, and every file of the index. */
export interface IndexWalk extends FolderWalk {
  readonly sweep: Sweep
  /** Names on disk that the index does not have, each the topmost: nothing below them was looked at. */
  readonly unknown: readonly RawPath[]
  /** Folders that nothing was looked at in: those of `unknown` and the submodules. */
  readonly unseenFolders: readonly RawPath[]
}

const readableByAll = 0o444
const looksBetweenPauses = 32

/**
 * Reads each folder once and looks at each name in it once. Folders that are to be skipped are not looked into; a file that is
 * not wanted is not in the sweep. A file is in the sweep only where every folder above it is a folder. The native module lists
 * the folders where there is one.
 */
export async function walkIndex(
  top: string,
  index: UserIndex,
  isSkipped: (folder: RawPath) => boolean,
  isWanted: (folder: RawPath, name: RawPath) => boolean,
  findLister: FindLister = noLister,
): Promise<IndexWalk> {
  // What git has to be started for is started before the walk.
  await setImmediate()
  const request = { top, index, folders: indexFolders(index), isSkipped, isWanted }
  const lister = findLister()
  const native = lister === null ? null : listNatively(lister, top, foldersInOrder(request.folders, isSkipped))
  try {
    return await walkKnowing(request, (folder) => native?.get(folder) ?? null)
  } finally {
    native?.end()
  }
}

/** About as a walk comes to them. */
function foldersInOrder(top: IndexFolder, isSkipped: (folder: RawPath) => boolean): RawPath[] {
  const paths: RawPath[] = []
  const todo = [top]
  for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
    if (folder !== top && isSkipped(folder.path)) continue
    paths.push(folder.path)
    todo.push(...folder.folders)
  }
  return paths
}

/** `folders` are those of the index. */
interface WalkRequest {
  readonly top: string
  readonly index: UserIndex
  readonly folders: IndexFolder
  readonly isSkipped: (folder: RawPath) => boolean
  readonly isWanted: (folder: RawPath, name: RawPath) => boolean
}

/** `listed` says of some folders what is in them. */
async function walkKnowing(
  { top, index, folders, isSkipped, isWanted }: WalkRequest,
  listed: (folder: RawPath) => ListedFolder | null,
): Promise<IndexWalk> {
  const sweep: Sweep = {
    permissions: new Int16Array(index.paths.length).fill(-1),
    sizes: new Float64Array(index.paths.length),
  }
  const emptyFolders: RawPath[] = []
  const permissions = new Map<RawPath, number>()
  const repos: RawPath[] = []
  const oddlyNamed: RawPath[] = []
  const uncaptured: { readonly path: RawPath; readonly why: string }[] = []
  const unknown: RawPath[] = []
  const unseenFolders: RawPath[] = []
  const todo: IndexFolder[] = [folders]
  const standpoint = createStandpoint(top, listed)

  /** A file of the index; whoever asks for one again that cannot be looked at learns why. */
  const seeFile = (folder: RawPath, name: RawPath, place: number, stats: Look) => {
    if (typeof stats === 'string') return
    if (!stats.isFile() && !stats.isSymbolicLink()) return seeUnknown(join(folder, name), stats)
    if (place < 0 || !index.isAsSeen(place, stats) || !isWanted(folder, name)) return
    // Whether it can be read at all is another question otherwise.
    if ((stats.mode & readableByAll) !== readableByAll) return
    sweep.permissions[place] = permissionsOf(stats)
    sweep.sizes[place] = stats.size
  }
  const seeFolder = (folder: IndexFolder, stats: Look) => {
    if (stats === 'gone' || isSkipped(folder.path)) return
    if (stats !== 'unreadable') {
      if (!stats.isDirectory()) return seeUnknown(folder.path, stats)
      permissions.set(folder.path, permissionsOf(stats))
    }
    todo.push(folder)
  }
  const seeSubmodule = (path: RawPath, stats: Look) => {
    if (typeof stats === 'string' || !stats.isDirectory()) seeUnknown(path, stats)
    else if (!isSkipped(path)) unseenFolders.push(path)
  }
  /** What the index knows nothing of, or as something else. */
  const seeUnknown = (path: RawPath, stats: Look) => {
    if (stats === 'gone') return
    if (stats === 'unreadable' || stats.isDirectory()) {
      if (isSkipped(path)) return
      unseenFolders.push(path)
    } else if (!stats.isFile() && !stats.isSymbolicLink()) {
      uncaptured.push({ path, why: 'NOT_REGULAR' })
      return
    } else if (isOddlyNamed(path)) oddlyNamed.push(path)
    unknown.push(path)
  }
  const readFolder = (path: RawPath): readonly RawPath[] | null => {
    const names = standpoint.names()
    if (typeof names === 'string') {
      permissions.delete(path)
      // A folder that vanished meanwhile has nothing to capture.
      if (names !== 'ENOENT' && names !== 'ENOTDIR') uncaptured.push({ path: path === '' ? '.' : path, why: names })
      return null
    }
    // The git directory of a repository inside is no part of the work tree.
    if (path !== '' && names.every((name) => name === '.git')) emptyFolders.push(path)
    return names
  }
  const seeOther = (folder: IndexFolder, others: ReadonlyMap<RawPath, OtherName>, name: RawPath) => {
    const path = join(folder.path, name)
    const known = others.get(name)
    if (known === 'file') seeFile(folder.path, name, -1, standpoint.look(name))
    else if (known === 'submodule') seeSubmodule(path, standpoint.look(name))
    else if (known !== undefined) seeFolder(known, standpoint.look(name))
    else if (isStorableName(name)) seeUnknown(path, standpoint.look(name))
    else if (folder.path !== '') repos.push(folder.path)
  }

  const pause = createBreather()
  let looks = 0
  /** Nobody else may run while we stand somewhere: whoever waits for it enters again. */
  const rest = (): Promise<void> | undefined => {
    const resting = ++looks % looksBetweenPauses === 0 ? pause() : undefined
    if (resting === undefined) return undefined
    standpoint.leave()
    return resting
  }
  try {
    for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
      const { path, places } = folder
      standpoint.enter(path)
      const names = readFolder(path)
      if (names === null) continue
      const others = otherNames(folder)
      const nameAt = path === '' ? 0 : path.length + 1
      // Both are in the order of bytes, so that no name has to be looked up.
      let at = 0
      for (const name of names) {
        const resting = rest()
        if (resting !== undefined) {
          await resting
          standpoint.comeBack()
        }
        let order = 1
        for (; at < places.length; at++) {
          order = index.paths.compare(places[at] ?? 0, nameAt, name)
          if (order >= 0) break
        }
        const place = places[at] ?? -1
        if (place >= 0 && order === 0) {
          at++
          seeFile(path, name, place, standpoint.look(name))
        } else seeOther(folder, others, name)
      }
    }
  } finally {
    standpoint.leave()
  }
  return { sweep, emptyFolders, permissions, repos, oddlyNamed, uncaptured, unknown, unseenFolders }
}

type OtherName = IndexFolder | 'file' | 'submodule'

/** Of most folders. */
const noOthers: ReadonlyMap<RawPath, OtherName> = new Map()

/** What a folder of the index has besides files that are in it as usual, by name. */
function otherNames(folder: IndexFolder): ReadonlyMap<RawPath, OtherName> {
  if (folder.submodules.length + folder.folders.length + folder.others.length === 0) return noOthers
  const names = new Map<RawPath, OtherName>()
  for (const name of folder.submodules) names.set(name, 'submodule')
  for (const below of folder.folders) names.set(nameOf(below.path), below)
  for (const name of folder.others) names.set(name, 'file')
  return names
}
