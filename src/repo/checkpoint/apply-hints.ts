import type { Details } from '../../core/checkpoint/manifest'
import { isRestoreTemp } from '../../core/checkpoint/temp-name'
import type { RepoPath } from '../../core/repo/repo-path'
import { createBreather } from './breathe'
import type { CaptureLimits } from './capture-limits'
import { createDisk, isExecutable } from './disk'
import { listFiles } from './file-lists'
import { readNestedRepo } from './nested-repo'
import type { ObjectBatch } from './object-batch'
import { isStorable, join, rawPath, repoPath, type RawPath } from './raw-path'
import { readDiskFile, readDiskLink } from './read-disk-file'
import type { CheckpointRecord } from './record'
import type { Store } from './store'
import { entriesBelow, lookUp } from './tree-walk'
import { treeMode, type EntryAt } from './tree-format'
import { updateDetails, type DiskFindings } from './update-details'
import { walkFolders } from './walk-folders'

/** Names of the work tree that may have changed, as a watcher gives them: it may name too many, in any order. */
export interface ChangeHints {
  readonly paths: readonly RepoPath[]
  /**
   * Folders the watcher knows not to be ignored, and whose contents it names by itself. A new folder that is not among
   * them costs a question to git.
   */
  readonly watchedFolders?: { has(folder: RepoPath): boolean }
}

/** Reads what the hints name into the batch. Cost follows the number of paths, not the size of the repository. */
export async function applyHints(
  store: Store,
  base: CheckpointRecord,
  hints: ChangeHints,
  batch: ObjectBatch,
  limits: CaptureLimits,
): Promise<{ readonly edits: ReadonlyMap<RawPath, EntryAt | null>; readonly details: Details }> {
  const { top } = store.layout
  const disk = createDisk(top)
  const found: DiskFindings = {
    edits: new Map(),
    permissions: new Map(),
    uncaptured: new Map(),
    leftOut: new Set(),
    ignoredFolders: new Set(base.details.ignoredFolders.map(rawPath)),
    emptyFolders: new Set(),
    visited: new Set(),
    swept: new Set(),
  }
  const knownEmpty = new Set(base.details.emptyFolders.map(rawPath))
  const reads = new Map<RawPath, 'file' | 'symlink'>()
  /** Folders, and files that are ignored unless they are small, which only git can tell about. */
  const toList = new Set<RawPath>()
  const toDecide = new Set<RawPath>()
  const nested = new Set<RawPath>()

  const isInsideIgnored = (path: RawPath) => parents(path).some((folder) => found.ignoredFolders.has(folder))
  const isWatched = (folder: RawPath) => hints.watchedFolders?.has(repoPath(folder)) === true

  const gone = (path: RawPath) => {
    found.edits.set(path, null)
    found.swept.add(path)
  }

  const visit = async (path: RawPath): Promise<void> => {
    if (path === '' || found.visited.has(path)) return
    const dotGit = `/${path}/`.indexOf('/.git/')
    // A write below `sub/.git` says that `sub` is a repository of its own.
    if (dotGit >= 0) return visit(path.slice(0, Math.max(dotGit - 1, 0)))
    found.visited.add(path)
    const { entry: before, nested: inside } = await lookUp(store.objects, base.work, path)
    if (inside !== null) return void nested.add(inside)
    const obstacle = disk.obstacleAbove(path)
    if (obstacle !== null) return visit(obstacle)

    const now = disk.look(path)
    if (now.kind === 'missing') return gone(path)
    if (now.kind === 'folder') return visitFolder(path, before)
    if (before === null && (isInsideIgnored(path) || isRestoreTemp(path.slice(path.lastIndexOf('/') + 1)))) return
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
    if (disk.look(join(path, '.git')).kind !== 'missing') return void nested.add(path)
    if (before?.mode === treeMode.folder) {
      for (const { path: inside } of await entriesBelow(store.objects, before.id, path)) await visit(inside)
    } else if (before !== null) found.edits.set(path, null)
    if (found.ignoredFolders.has(path) || isInsideIgnored(path) || isWatched(path)) return
    toList.add(path)
  }

  /** The topmost folder above a path that the base does not know and the watcher does not vouch for. */
  const firstNewFolder = async (path: RawPath): Promise<RawPath | null> => {
    for (const folder of parents(path).toReversed()) {
      const { entry } = await lookUp(store.objects, base.work, folder)
      if (entry?.mode !== treeMode.folder && !knownEmpty.has(folder) && !isWatched(folder)) return folder
    }
    return null
  }
  const wasLarge = async (before: EntryAt | null) =>
    before !== null && before.mode !== treeMode.folder && (await store.objects.size(before.id)) > limits.ignoredFile

  const askGit = async () => {
    const lists = await listFiles(store.git, store.layout, [...toList, ...toDecide])
    const isBelow = (path: RawPath) => toList.has(path) || parents(path).some((folder) => toList.has(folder))
    for (const folder of toList) {
      found.swept.add(folder)
      for (const known of found.ignoredFolders) if (isBelow(known)) found.ignoredFolders.delete(known)
    }
    for (const folder of lists.ignoredFolders)
      if (isBelow(folder) || isAbove(folder, toList)) found.ignoredFolders.add(folder)
    const chosen = new Set([...lists.tracked, ...lists.untracked])
    for (const path of lists.ignoredFiles) {
      const now = disk.look(path)
      const isSmall = now.kind === 'symlink' || (now.kind === 'file' && now.size <= limits.ignoredFile)
      if (isSmall) chosen.add(path)
      else if (isBelow(path) || toDecide.has(path)) {
        found.leftOut.add(path)
        gone(path)
      }
    }
    for (const path of lists.nestedRepos.keys()) if (isBelow(path)) nested.add(path)
    for (const path of chosen) {
      if (!isBelow(path) && !toDecide.has(path)) continue
      found.visited.add(path)
      if (disk.obstacleAbove(path) !== null) continue
      const now = disk.look(path)
      if (now.kind === 'file' && now.size > limits.file) found.uncaptured.set(path, 'TOO_BIG')
      else if (now.kind === 'unreadable') found.uncaptured.set(path, now.why)
      else if ((now.kind === 'file' || now.kind === 'symlink') && isStorable(path)) reads.set(path, now.kind)
    }
    for (const folder of toList) {
      if (found.ignoredFolders.has(folder) || isInsideIgnored(folder)) continue
      const isSkipped = (one: RawPath) => found.ignoredFolders.has(one) || lists.nestedRepos.has(one)
      const walk = await walkFolders(top, folder, isSkipped)
      for (const empty of walk.emptyFolders) found.emptyFolders.add(empty)
      for (const { path, why } of walk.uncaptured) found.uncaptured.set(path, why)
    }
  }

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

  for (const path of hints.paths) await visit(rawPath(path))
  if (toList.size + toDecide.size > 0) await askGit()
  const pause = createBreather()
  for (const [path, kind] of reads) {
    await pause()
    await readInto(path, kind)
  }
  for (const path of nested) {
    const state = await readNestedRepo(store.git, store.gitDir, top, path)
    found.visited.add(path)
    found.swept.add(path)
    found.edits.set(path, state?.commit == null ? null : { mode: treeMode.nestedRepo, id: state.commit })
    if (state === null || !state.clean) found.uncaptured.set(path, 'NESTED_REPO')
  }
  return { edits: found.edits, details: updateDetails(base.details, found, disk) }
}

/** The folders above a path, nearest first. */
function parents(path: RawPath): RawPath[] {
  const out: RawPath[] = []
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    out.push(path.slice(0, slash))
  return out
}

function isAbove(folder: RawPath, paths: ReadonlySet<RawPath>): boolean {
  return [...paths].some((path) => path.startsWith(`${folder}/`))
}
