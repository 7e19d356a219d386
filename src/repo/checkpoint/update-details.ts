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
  return {
    version: 1,
    usual: base.usual,
    permissions: [
      ...base.permissions.filter(([path]) => untouched(path)),
      ...permissions.map(([path, bits]): [string, number] => [repoPath(path), bits]),
    ],
    emptyFolders: emptyFolders(base, found, disk, isTouched).map(repoPath),
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

/** A folder becomes empty when its last file goes, and stops being so when something appears inside. */
function emptyFolders(
  base: Details,
  found: DiskFindings,
  disk: Disk,
  isTouched: (path: RawPath) => boolean,
): readonly RawPath[] {
  const around = new Set<RawPath>()
  for (const path of found.visited) {
    let folder = disk.look(path).kind === 'folder' ? path : parentOf(path)
    while (folder !== '' && !around.has(folder) && disk.look(folder).kind !== 'folder') folder = parentOf(folder)
    for (; folder !== '' && !around.has(folder); folder = parentOf(folder)) around.add(folder)
  }
  const known = base.emptyFolders.map(rawPath)
  const doubtful = new Set([...around, ...found.emptyFolders, ...known.filter(isTouched)])
  const isIgnored = (folder: RawPath) =>
    found.ignoredFolders.has(folder) || ancestorsOf(folder).some((one) => found.ignoredFolders.has(one))
  const isEmpty = (folder: RawPath) =>
    !isIgnored(folder) && disk.obstacleAbove(folder) === null && isEmptyFolder(disk.top, folder)
  return [...known.filter((folder) => !doubtful.has(folder)), ...[...doubtful].filter(isEmpty)]
}
