import { join } from 'node:path'
import type { Disk } from './disk'
import type { IndexNames } from './file-lists'
import { readUserIndex, type UserIndex } from './large/user-index'
import type { IndexWalk } from './large/walk-index'
import type { NestedRepos } from './nested-repo'
import type { RawPath } from './raw-path'
import { listNames, withIgnoredBelow, type RepoNames } from './repo-names'
import type { Store } from './store'
import { walkFolders, type FolderWalk } from './walk-folders'

/** The names of all repositories of the work tree, and what git's lists say nothing of. */
export async function findNames(
  store: Store,
  disk: Disk,
  repos: NestedRepos,
  isSkipped: (path: RawPath) => boolean,
  index: UserIndex | null,
  walked: Promise<IndexWalk> | null,
) {
  const before = await walked
  // What the index of a large repository says is known already; a sparse one does not name all.
  const isKnown = index !== null && before !== null && index.sparseFolders.length === 0
  const outerIndex = isKnown
    ? { files: new Set<RawPath>(), submodules: index.submodules, unknown: before.unknown }
    : namesOfIndex(store)
  const request = { store, disk, repos, isSkipped, outerIndex }
  const names = [...(await listNames(request, ''))]
  const walkAll = () => {
    const ignored = new Set(ignoredFoldersOf(names))
    return walkRest(store.layout.top, before, (folder) => ignored.has(folder) || isSkipped(folder))
  }
  let walk = await walkAll()
  // Where the outer repository tracks files itself, git takes no notice of a repository inside.
  const known = new Set(names.map(({ root }) => root))
  for (const root of walk.repos) if (!known.has(root)) names.push(...(await listNames(request, root)))

  let isMore = false
  for (const [at, one] of names.entries()) {
    const outer = isKnown && one.root === '' ? index : null
    const folders = outer === null ? walk.permissions : new Set(before?.unseenFolders)
    const isFolder = (path: RawPath) => folders.has(path)
    const tracked = outer === null ? [one.tracked] : folders.size === 0 ? [] : [outer.paths.all(), outer.otherPaths]
    const replaced = tracked.flatMap((paths) => [...paths].filter(isFolder))
    const more = await withIgnoredBelow(request, one, replaced)
    isMore ||= more.ignoredFolders.length > one.ignoredFolders.length
    names[at] = more
  }
  if (isMore) walk = await walkAll()
  return { names, walk }
}

/** What the index of the outer repository names, read here; null where only git can tell. */
function namesOfIndex({ layout }: Pick<Store, 'layout'>): IndexNames | null {
  const index = layout.objectFormat === 'sha1' ? readUserIndex(join(layout.gitDir, 'index')) : null
  if (index === null || index.sparseFolders.length > 0) return null
  return { files: new Set([...index.paths.all(), ...index.otherPaths]), submodules: index.submodules, unknown: null }
}

/** The walk through all folders, or through those that an earlier one left out. */
async function walkRest(
  top: string,
  before: IndexWalk | null,
  isSkipped: (folder: RawPath) => boolean,
): Promise<FolderWalk> {
  if (before === null) return walkFolders(top, '', isSkipped)
  const rest: FolderWalk[] = []
  for (const folder of before.unseenFolders) {
    if (!isSkipped(folder)) rest.push(await walkFolders(top, folder, isSkipped))
  }
  const all = [before, ...rest]
  return {
    emptyFolders: all.flatMap((walk) => walk.emptyFolders),
    permissions: rest.length === 0 ? before.permissions : new Map(all.flatMap((walk) => [...walk.permissions])),
    repos: all.flatMap((walk) => walk.repos),
    oddlyNamed: all.flatMap((walk) => walk.oddlyNamed),
    uncaptured: all.flatMap((walk) => walk.uncaptured),
  }
}

export function ignoredFoldersOf(names: readonly RepoNames[]): RawPath[] {
  return [...new Set(names.flatMap(({ ignoredFolders }) => ignoredFolders))]
}
