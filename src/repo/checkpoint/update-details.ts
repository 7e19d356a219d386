import type { Details, NestedRepoState } from '../../core/checkpoint/manifest'
import { isExecutable, type Disk } from './disk'
import { ancestorsOf, parentOf, rawPath, repoPath, type RawPath } from './raw-path'
import type { EntryAt } from './tree-format'
import { isEmptyFolder } from './walk-folders'

/** What the named paths are on disk now, compared with nothing: the edits that bring a tree up to date. */
export interface DiskFindings {
  readonly disk: Disk
  readonly edits: Map<RawPath, EntryAt | null>
  readonly permissions: Map<RawPath, number>
  readonly uncaptured: Map<RawPath, string>
  readonly leftOut: Set<RawPath>
  readonly ignoredFolders: Set<RawPath>
  readonly emptyFolders: Set<RawPath>
  readonly folderPermissions: Map<RawPath, number>
  /** Looked at. */
  readonly visited: Set<RawPath>
  /** Looked at with everything below. */
  readonly swept: Set<RawPath>
}

/** The details of a checkpoint after some of its paths were looked at again. `nestedRepos` are all there are now. */
export function updateDetails(base: Details, found: DiskFindings, nestedRepos: readonly NestedRepoState[]): Details {
  const { disk } = found
  const isTouched = (path: RawPath) =>
    found.visited.has(path) || found.swept.has(path) || ancestorsOf(path).some((folder) => found.swept.has(folder))
  const untouched = (path: string) => !isTouched(rawPath(path))

  const permissions = [...found.permissions].filter(
    ([, bits]) => bits !== (isExecutable(bits) ? base.usual.executable : base.usual.file),
  )
  const around = foldersAround(found)
  return {
    version: 1,
    usual: base.usual,
    permissions: [
      ...base.permissions.filter(([path]) => untouched(path)),
      ...permissions.map(([path, bits]): [string, number] => [repoPath(path), bits]),
    ],
    emptyFolders: emptyFolders(base, found, around, isTouched).map(repoPath),
    usualFolder: base.usualFolder,
    folderPermissions: folderPermissions(base, found, around, isTouched),
    ignoredFolders: [...found.ignoredFolders]
      .filter(
        (folder) => !isTouched(folder) || (disk.obstacleAbove(folder) === null && disk.look(folder).kind === 'folder'),
      )
      .map(repoPath),
    leftOut: [...new Set([...base.leftOut.filter(untouched), ...[...found.leftOut].map(repoPath)])],
    uncaptured: [
      ...base.uncaptured.filter(({ path }) => untouched(path)),
      ...[...found.uncaptured].map(([path, why]) => ({ path: repoPath(path), why })),
    ],
    nestedRepos: [...nestedRepos],
  }
}

/** The folders that the looked-at paths are or lie in. */
function foldersAround({ visited, disk }: DiskFindings): ReadonlySet<RawPath> {
  const around = new Set<RawPath>()
  for (const path of visited) {
    let folder = disk.look(path).kind === 'folder' ? path : parentOf(path)
    while (folder !== '' && !around.has(folder) && disk.look(folder).kind !== 'folder') folder = parentOf(folder)
    for (; folder !== '' && !around.has(folder); folder = parentOf(folder)) around.add(folder)
  }
  return around
}

function isInIgnored({ ignoredFolders }: DiskFindings, folder: RawPath): boolean {
  return ignoredFolders.has(folder) || ancestorsOf(folder).some((one) => ignoredFolders.has(one))
}

/** Those that are not the usual ones, looked up anew for every folder that something happened in. */
function folderPermissions(
  base: Details,
  found: DiskFindings,
  around: ReadonlySet<RawPath>,
  isTouched: (path: RawPath) => boolean,
): [string, number][] {
  const known = new Map(base.folderPermissions.map(([path, bits]) => [rawPath(path), bits]))
  const now = new Map(found.folderPermissions)
  for (const folder of [...around, ...[...known.keys()].filter(isTouched)]) {
    known.delete(folder)
    if (isInIgnored(found, folder) || found.disk.obstacleAbove(folder) !== null) continue
    const entry = found.disk.look(folder)
    if (entry.kind === 'folder') now.set(folder, entry.permissions)
  }
  for (const folder of now.keys()) known.delete(folder)
  const unusual = [...now].filter(([, bits]) => bits !== base.usualFolder)
  return [...known, ...unusual].map(([path, bits]) => [repoPath(path), bits])
}

/** A folder becomes empty when its last file goes, and stops being so when something appears inside. */
function emptyFolders(
  base: Details,
  found: DiskFindings,
  around: ReadonlySet<RawPath>,
  isTouched: (path: RawPath) => boolean,
): readonly RawPath[] {
  const { disk } = found
  const known = base.emptyFolders.map(rawPath)
  const doubtful = new Set([...around, ...found.emptyFolders, ...known.filter(isTouched)])
  const isEmpty = (folder: RawPath) =>
    !isInIgnored(found, folder) && disk.obstacleAbove(folder) === null && isEmptyFolder(disk.top, folder)
  return [...known.filter((folder) => !doubtful.has(folder)), ...[...doubtful].filter(isEmpty)]
}
