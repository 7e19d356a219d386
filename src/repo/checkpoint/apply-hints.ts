import { coveringPath } from '../../core/repo/covering-path'
import type { RepoPath } from '../../core/repo/repo-path'
import { createBreather } from './breathe'
import type { CaptureLimits } from './capture-limits'
import { createDisk, isExecutable } from './disk'
import { listHinted } from './list-hinted'
import { hasGitName, type NestedRepos } from './nested-repo'
import type { NestedFound } from './nested-states'
import type { ObjectBatch } from './object-batch'
import { ancestorsOf, isStorable, isTempOfOurs, rawPath, repoPath, type RawPath } from './raw-path'
import { readDiskFile, readDiskLink } from './read-disk-file'
import type { CheckpointRecord } from './record'
import type { Store } from './store'
import { treeMode, type EntryAt } from './tree-format'
import { entriesBelow, lookUp } from './tree-walk'
import type { DiskFindings } from './update-details'

/** Names of the work tree that may have changed, as a watcher gives them: it may name too many, in any order. */
export interface ChangeHints {
  readonly paths: readonly RepoPath[]
  /**
   * Folders the watcher knows not to be ignored, and whose contents it names by itself. A new folder that is not among
   * them costs a question to git.
   */
  readonly watchedFolders?: { has(folder: RepoPath): boolean }
}

/** What the named paths are now. */
export interface AppliedHints {
  readonly found: DiskFindings
  /** All repositories inside, those that were known before among them. */
  readonly nested: readonly NestedFound[]
}

/** Reads what the hints name into the batch. Cost follows the number of paths, not the size of the repository. */
export async function applyHints(
  store: Store,
  base: CheckpointRecord,
  hints: ChangeHints,
  batch: ObjectBatch,
  limits: CaptureLimits,
  repos: NestedRepos,
): Promise<AppliedHints> {
  const { top } = store.layout
  const disk = createDisk(top)
  const found: DiskFindings = {
    disk,
    edits: new Map(),
    permissions: new Map(),
    uncaptured: new Map(),
    leftOut: new Set(),
    ignoredFolders: new Set(base.details.ignoredFolders.map(rawPath)),
    emptyFolders: new Set(),
    folderPermissions: new Map(),
    visited: new Set(),
    swept: new Set(),
  }
  const leaveOut = new Set(limits.leaveOut.map(rawPath))
  const knownEmpty = new Set(base.details.emptyFolders.map(rawPath))
  const roots = knownRoots(base)
  const reads = new Map<RawPath, 'file' | 'symlink'>()
  /** Folders, and files that are ignored unless they are small, which only git can tell about. */
  const toList = new Set<RawPath>()
  const toDecide = new Set<RawPath>()

  const isInsideIgnored = (path: RawPath) => ancestorsOf(path).some((folder) => found.ignoredFolders.has(folder))
  const isWatched = (folder: RawPath) => hints.watchedFolders?.has(repoPath(folder)) === true

  const gone = (path: RawPath) => {
    found.edits.set(path, null)
    found.swept.add(path)
  }

  const rootNow = new Map<RawPath, boolean>([['', true]])
  const isRoot = (folder: RawPath): boolean => {
    const is = rootNow.get(folder) ?? (hasGitName(top, folder) && repos.find(folder).kind !== 'none')
    rootNow.set(folder, is)
    return is
  }
  /** The innermost repository that a path lies in. One that was not known before is listed as a whole. */
  const rootOf = (path: RawPath): RawPath => {
    const root = ancestorsOf(path).findLast(isRoot) ?? ''
    if (root !== '' && !roots.has(root)) {
      roots.add(root)
      toList.add(root)
    }
    return root
  }

  const visit = async (path: RawPath): Promise<void> => {
    if (path === '' || found.visited.has(path) || isTempOfOurs(path)) return
    const dotGit = `/${path}/`.indexOf('/.git/')
    // A write below `sub/.git` says that `sub` is a repository of its own.
    if (dotGit >= 0) return void (dotGit > 0 && rootOf(path))
    found.visited.add(path)
    if (coveringPath(leaveOut, path) !== null) return
    const { entry: before, nested: link } = await lookUp(store.objects, base.work, path)
    if (link !== null) return void (gone(link), toList.add(link))
    const obstacle = disk.obstacleAbove(path)
    if (obstacle !== null) return visit(obstacle)

    const now = disk.look(path)
    if (now.kind === 'missing') return gone(path)
    if (now.kind === 'folder') return visitFolder(path, before)
    if (before === null && isInsideIgnored(path)) return
    rootOf(path)
    // Whatever was below it, if it was a folder, is gone.
    found.swept.add(path)
    if (now.kind === 'special' || now.kind === 'unreadable' || !isStorable(path)) {
      gone(path)
      const why = now.kind === 'special' ? 'NOT_REGULAR' : now.kind === 'unreadable' ? now.why : 'BAD_NAME'
      return void found.uncaptured.set(path, why)
    }
    if (now.kind === 'file' && now.size > limits.file) {
      gone(path)
      return void found.uncaptured.set(path, 'TOO_BIG')
    }
    const newFolder = before === null ? await firstNewFolder(path) : null
    if (newFolder !== null) toList.add(newFolder)
    else if (now.kind === 'file' && now.size > limits.ignoredFile && !(await wasLarge(before))) toDecide.add(path)
    else reads.set(path, now.kind)
  }

  const visitFolder = async (path: RawPath, before: EntryAt | null): Promise<void> => {
    if (before?.mode === treeMode.folder) {
      for (const { path: inside } of await entriesBelow(store.objects, before.id, path)) await visit(inside)
    } else if (before !== null) found.edits.set(path, null)
    const isNewRepo = isRoot(path) && !roots.has(path)
    if (isNewRepo) roots.add(path)
    if (found.ignoredFolders.has(path) || isInsideIgnored(path)) return
    if (isNewRepo || !isWatched(path)) toList.add(path)
  }

  /** The topmost folder above a path that the base does not know and the watcher does not vouch for. */
  const firstNewFolder = async (path: RawPath): Promise<RawPath | null> => {
    for (const folder of ancestorsOf(path)) {
      const { entry } = await lookUp(store.objects, base.work, folder)
      if (entry?.mode !== treeMode.folder && !knownEmpty.has(folder) && !isWatched(folder)) return folder
    }
    return null
  }
  const wasLarge = async (before: EntryAt | null) =>
    before !== null && before.mode !== treeMode.folder && (await store.objects.size(before.id)) > limits.ignoredFile

  const readInto = async (path: RawPath, kind: 'file' | 'symlink') => {
    const read = kind === 'file' ? await readDiskFile(top, path, batch) : readDiskLink(top, path, batch)
    if (read.kind === 'failed') {
      gone(path)
      if (read.why !== 'ENOENT' && read.why !== 'ENOTDIR') found.uncaptured.set(path, read.why)
      return
    }
    if (!read.steady) found.uncaptured.set(path, 'KEEPS_CHANGING')
    const mode = isExecutable(read.permissions) ? treeMode.executable : treeMode.file
    found.edits.set(path, { mode: kind === 'symlink' ? treeMode.symlink : mode, id: read.id })
    if (kind === 'file') found.permissions.set(path, read.permissions)
  }

  // A rule may be younger than the base, which has these files then.
  for (const rule of leaveOut) {
    gone(rule)
    if (disk.look(rule).kind !== 'missing') found.leftOut.add(rule)
  }
  for (const path of hints.paths) await visit(rawPath(path))
  const broken = new Set<RawPath>()
  if (toList.size + toDecide.size > 0) {
    const isSkipped = (path: RawPath) => coveringPath(leaveOut, path) !== null
    const listed = await listHinted({ store, disk, repos, isSkipped }, { found, toList, toDecide, rootOf, limits })
    for (const [path, kind] of listed.reads) reads.set(path, kind)
    for (const { root, broken: isBroken } of listed.names) {
      if (root !== '') roots.add(root)
      if (isBroken) broken.add(root)
    }
  }
  const pause = createBreather()
  for (const [path, kind] of reads) {
    await pause()
    await readInto(path, kind)
  }
  const nested = [...roots]
    .filter((root) => coveringPath(leaveOut, root) === null && disk.obstacleAbove(root) === null && isRoot(root))
    .map((path) => ({ path, repo: repos.find(path), broken: broken.has(path) }))
  return { found, nested }
}

/** The repositories inside that the base knows, also those of which it could not read the index. */
function knownRoots({ details }: CheckpointRecord): Set<RawPath> {
  const unread = details.uncaptured.filter(({ path, why }) => why === 'NESTED_REPO' && path.endsWith('/.git'))
  return new Set(
    [...details.nestedRepos.map(({ path }) => path), ...unread.map(({ path }) => path.slice(0, -'/.git'.length))].map(
      rawPath,
    ),
  )
}
