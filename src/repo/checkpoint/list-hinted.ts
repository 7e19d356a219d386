import type { CaptureLimits } from './capture-limits'
import { hasGitName } from './nested-repo'
import { ancestorsOf, isStorable, isTempOfOurs, type RawPath } from './raw-path'
import { listNames, type NamesRequest, type RepoNames } from './repo-names'
import type { DiskFindings } from './update-details'
import { walkFolders } from './walk-folders'

/** What only git can tell about: folders whose contents count, and files that count unless they are ignored. */
interface Asked {
  /** Takes what the lists say: what is left out, empty or ignored. */
  readonly found: DiskFindings
  readonly toList: ReadonlySet<RawPath>
  readonly toDecide: ReadonlySet<RawPath>
  /** The innermost repository that a path lies in. */
  readonly rootOf: (path: RawPath) => RawPath
  readonly limits: CaptureLimits
}

/** Asks git, each repository about its own, and answers with what is to be read. */
export async function listHinted(
  request: NamesRequest,
  { found, toList, toDecide, rootOf, limits }: Asked,
): Promise<{ readonly names: readonly RepoNames[]; readonly reads: ReadonlyMap<RawPath, 'file' | 'symlink'> }> {
  const { disk, repos, isSkipped } = request
  const isRepo = (path: RawPath) => hasGitName(disk.top, path) && repos.find(path).kind !== 'none'
  const names: RepoNames[] = []
  for (const [root, under] of byRepo([...toList, ...toDecide], (path) => (isRepo(path) ? path : rootOf(path)))) {
    names.push(...(await listNames(request, root, under.includes(root) ? [] : under)))
  }

  const isBelow = (path: RawPath) => toList.has(path) || ancestorsOf(path).some((folder) => toList.has(folder))
  for (const folder of toList) {
    found.swept.add(folder)
    for (const known of found.ignoredFolders) if (isBelow(known)) found.ignoredFolders.delete(known)
  }
  const takeIgnored = () => {
    for (const folder of names.flatMap(({ ignoredFolders }) => ignoredFolders))
      if (isBelow(folder) || isAbove(folder, toList)) found.ignoredFolders.add(folder)
  }
  takeIgnored()

  const oddlyNamed: RawPath[] = []
  for (const folder of toList) {
    if (found.ignoredFolders.has(folder) || ancestorsOf(folder).some((one) => found.ignoredFolders.has(one))) continue
    const walk = await walkFolders(disk.top, folder, (one) => found.ignoredFolders.has(one) || isSkipped(one))
    for (const empty of walk.emptyFolders) found.emptyFolders.add(empty)
    for (const [path, bits] of walk.permissions) found.folderPermissions.set(path, bits)
    for (const { path, why } of walk.uncaptured) found.uncaptured.set(path, why)
    oddlyNamed.push(...walk.oddlyNamed)
    for (const root of walk.repos) {
      if (!names.some((one) => one.root === root)) names.push(...(await listNames(request, root)))
    }
  }
  takeIgnored()

  const isWanted = (path: RawPath) => !isTempOfOurs(path) && !isSkipped(path)
  const chosen = new Set(names.flatMap(({ tracked, untracked }) => [...tracked, ...untracked]))
  for (const path of oddlyNamed) chosen.add(path)
  for (const path of names.flatMap(({ ignoredFiles }) => ignoredFiles)) {
    const now = disk.look(path)
    const isSmall = now.kind === 'symlink' || (now.kind === 'file' && now.size <= limits.ignoredFile)
    if (isSmall) chosen.add(path)
    else if (isWanted(path) && (isBelow(path) || toDecide.has(path))) {
      found.leftOut.add(path)
      found.edits.set(path, null)
      found.swept.add(path)
    }
  }
  const reads = new Map<RawPath, 'file' | 'symlink'>()
  for (const path of chosen) {
    if (!isWanted(path) || (!isBelow(path) && !toDecide.has(path))) continue
    found.visited.add(path)
    if (disk.obstacleAbove(path) !== null) continue
    const now = disk.look(path)
    if (now.kind === 'file' && now.size > limits.file) found.uncaptured.set(path, 'TOO_BIG')
    else if (now.kind === 'unreadable') found.uncaptured.set(path, now.why)
    else if ((now.kind === 'file' || now.kind === 'symlink') && isStorable(path)) reads.set(path, now.kind)
  }
  return { names, reads }
}

function byRepo(
  paths: readonly RawPath[],
  rootOf: (path: RawPath) => RawPath,
): ReadonlyMap<RawPath, readonly RawPath[]> {
  const groups = new Map<RawPath, RawPath[]>()
  for (const path of paths) {
    const root = rootOf(path)
    groups.set(root, [...(groups.get(root) ?? []), path])
  }
  return groups
}

function isAbove(folder: RawPath, paths: ReadonlySet<RawPath>): boolean {
  return [...paths].some((path) => path.startsWith(`${folder}/`))
}
