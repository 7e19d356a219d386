import type { Buffer } from 'node:buffer'
import { accessSync, constants } from 'node:fs'
import type { Details } from '../../core/checkpoint/manifest'
import { createBreather } from './breathe'
import type { CaptureLimits } from './capture-limits'
import { createDisk, isExecutable } from './disk'
import { describeScan, type Seen } from './describe-scan'
import { errnoOf } from './fault'
import { listFiles, type FileLists } from './file-lists'
import { isBrokenIndex, scanWithIndex } from './index-scan'
import type { ObjectId } from './loose-object'
import { readNestedRepo } from './nested-repo'
import { openQuarantine } from './quarantine'
import { isStorable, onDisk, type RawPath } from './raw-path'
import { readDiskFile, readDiskLink } from './read-disk-file'
import type { Store } from './store'
import { editTree } from './tree-edit'
import { treeMode, type EntryAt } from './tree-format'
import { isEmptyFolder, walkFolders } from './walk-folders'

/** The whole work tree as it is on disk now; all of its objects are in the store. */
export interface WorkTreeScan {
  readonly work: ObjectId
  readonly details: Details
  readonly files: number
  readonly bytes: number
  /** What the scan added to the store, in bytes on disk. */
  readonly newBytes: number
}

// A file that was quiet for longer when the scan began has a second of its own, and git sees a later write by that.
const recentMs = 3_000

/** Reads a work tree into the store. The user's git directory is only read: its index and ignore rules, by `ls-files`. */
export async function scanWorkTree(store: Store, limits: CaptureLimits): Promise<WorkTreeScan> {
  const lists = await listFiles(store.git, store.layout)
  try {
    return await scan(store, limits, lists, false)
  } catch (thrown) {
    if (!isBrokenIndex(thrown)) throw thrown
    return scan(store, limits, lists, true)
  }
}

async function scan(
  store: Store,
  limits: CaptureLimits,
  lists: FileLists,
  fromScratch: boolean,
): Promise<WorkTreeScan> {
  const { top } = store.layout
  let disk = createDisk(top)
  const seen = new Map<RawPath, Seen>()
  const uncaptured = new Map<RawPath, string>()

  const look = (path: RawPath): boolean => {
    seen.delete(path)
    uncaptured.delete(path)
    if (disk.obstacleAbove(path) !== null) return false
    const found = disk.look(path)
    const why = whyNot(found, path)
    if (why !== null) uncaptured.set(path, why)
    else if (found.kind === 'symlink') seen.set(path, { size: found.size, permissions: null, times: null })
    else if (found.kind === 'file')
      seen.set(path, { size: found.size, permissions: found.permissions, times: found.times })
    return seen.has(path)
  }
  const whyNot = (found: ReturnType<typeof disk.look>, path: RawPath): string | null => {
    if (found.kind === 'special') return 'NOT_REGULAR'
    if (found.kind === 'unreadable') return found.why
    if (found.kind !== 'missing' && found.kind !== 'folder' && !isStorable(path)) return 'BAD_NAME'
    if (found.kind !== 'file') return null
    if (found.size > limits.file) return 'TOO_BIG'
    // What everybody may read needs no second question. Where an access list says otherwise, git will say so.
    return (found.permissions & 0o444) === 0o444 ? null : whyUnreadable(onDisk(top, path))
  }

  const lookAgain = (path: RawPath): boolean => {
    // A folder may have become something else since the first look.
    disk = createDisk(top)
    return look(path)
  }

  const pause = createBreather()
  const plainAgain = [...lists.nestedRepos.keys()].filter((path) => disk.look(path).kind !== 'folder')
  for (const path of [...lists.tracked, ...lists.untracked, ...plainAgain]) {
    await pause()
    look(path)
  }
  const leftOut: RawPath[] = []
  let ignoredBytes = 0
  for (const path of lists.ignoredFiles.toSorted()) {
    await pause()
    if (seen.has(path) || !look(path)) continue
    const { size } = seen.get(path) ?? { size: 0 }
    if (size <= limits.ignoredFile && ignoredBytes + size <= limits.ignoredTotal) ignoredBytes += size
    else {
      seen.delete(path)
      leftOut.push(path)
    }
  }

  const skipped = new Set([...lists.ignoredFolders, ...lists.nestedRepos.keys()])
  const walk = await walkFolders(top, '', (folder) => skipped.has(folder))
  for (const { path, why } of walk.uncaptured) uncaptured.set(path, why)

  const quarantine = await openQuarantine(store.gitDir, fromScratch)
  const changedSinceLook = async (among: 'recent' | 'all') => {
    const changed: RawPath[] = []
    for (const [path, { times }] of seen) {
      if (times === null || (among === 'recent' && times.changedMs < quarantine.openedMs - recentMs)) continue
      await pause()
      const now = disk.look(path)
      const isSame =
        now.kind === 'file' && now.times.modifiedMs === times.modifiedMs && now.times.changedMs === times.changedMs
      if (!isSame) changed.push(path)
    }
    return changed
  }

  const batch = store.objects.openBatch()
  try {
    const result = await scanWithIndex(store, quarantine, { paths: new Set(seen.keys()), lookAgain, changedSinceLook })
    let newBytes = await quarantine.accept()
    await quarantine.keepIndex()
    for (const path of result.keepChanging) uncaptured.set(path, 'KEEPS_CHANGING')
    for (const path of result.refused) {
      seen.delete(path)
      uncaptured.set(path, 'BAD_NAME')
    }

    // What git could not or should not read goes into its tree by hand.
    const edits = new Map<RawPath, EntryAt | null>()
    for (const path of result.unread) {
      const isLink = seen.get(path)?.permissions === null
      const read = isLink ? readDiskLink(top, path, batch) : await readDiskFile(top, path, batch)
      seen.delete(path)
      if (read.kind === 'failed') {
        if (read.why !== 'ENOENT') uncaptured.set(path, read.why)
        continue
      }
      const mode = isLink ? treeMode.symlink : isExecutable(read.permissions) ? treeMode.executable : treeMode.file
      edits.set(path, { mode, id: read.id })
      seen.set(path, { size: read.size, permissions: isLink ? null : read.permissions, times: null })
      if (!read.steady) uncaptured.set(path, 'KEEPS_CHANGING')
    }
    for (const [path, indexCommit] of lists.nestedRepos) {
      if (disk.look(path).kind !== 'folder') continue
      const state = await readNestedRepo(store.git, store.gitDir, top, path)
      const commit = state === null ? indexCommit : state.commit
      if (state === null ? !isEmptyFolder(top, path) : !state.clean) uncaptured.set(path, 'NESTED_REPO')
      if (commit?.length === 40) edits.set(path, { mode: treeMode.nestedRepo, id: commit })
    }
    const work = edits.size === 0 ? result.tree : await editTree(store.objects, batch, result.tree, edits)
    newBytes += await batch.newBytes()
    await batch.commit()
    return {
      work,
      details: describeScan(seen, uncaptured, leftOut, walk.emptyFolders, lists.ignoredFolders),
      files: seen.size,
      bytes: [...seen.values()].reduce((sum, { size }) => sum + size, 0),
      newBytes,
    }
  } finally {
    await batch.discard()
    await quarantine.discard()
  }
}

function whyUnreadable(file: string | Buffer): string | null {
  try {
    accessSync(file, constants.R_OK)
    return null
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    // It vanished just now; the next look says so.
    return why === 'ENOENT' ? null : why
  }
}
