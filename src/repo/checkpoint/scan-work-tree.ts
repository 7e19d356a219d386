import type { Buffer } from 'node:buffer'
import { accessSync, constants } from 'node:fs'
import type { Details } from '../../core/checkpoint/manifest'
import { coveringPath } from '../../core/repo/covering-path'
import { createBreather } from './breathe'
import type { CaptureLimits } from './capture-limits'
import { createDisk, isExecutable } from './disk'
import { describeScan, type Seen } from './describe-scan'
import { errnoOf } from './fault'
import { findNames, ignoredFoldersOf } from './find-names'
import { forgetChanging, isBrokenIndex, scanWithIndex, writeIndexTree, type ScanRequest } from './index-scan'
import { isBorrowing } from './large/baseline'
import { openBaseline, readLargeIndex } from './large/open-baseline'
import { assertHeld, scanOnBaseline, withoutBorrowed, type TreeScan } from './large/scan-on-baseline'
import { noneUnchanged } from './large/unchanged-files'
import type { UserIndex } from './large/user-index'
import { walkIndex } from './large/walk-index'
import type { ObjectId } from './loose-object'
import type { NestedRepos } from './nested-repo'
import type { NestedFound } from './nested-states'
import { openQuarantine, type Quarantine } from './quarantine'
import { isStorable, isTempOfOurs, join, onDisk, rawPath, type RawPath } from './raw-path'
import { readDiskFile, readDiskLink } from './read-disk-file'
import type { Store } from './store'
import { editTree } from './tree-edit'
import { treeMode } from './tree-format'
import { unchangedTree } from './unchanged-tree'

/** The whole work tree as it is on disk now; all of its objects are in the store. */
export interface WorkTreeScan {
  readonly work: ObjectId
  /** But where the repositories inside stand. */
  readonly details: Details
  readonly nested: readonly NestedFound[]
  readonly files: number
  readonly bytes: number
  /** What the scan added to the store, in bytes on disk. */
  readonly newBytes: number
  /** The commit of the user's repository that the tree borrows from; null when the store has all of it. */
  readonly borrowsFrom: ObjectId | null
}

// A file that was quiet for longer when the scan began has a second of its own, and git sees a later write by that.
const recentMs = 3_000

/**
 * Reads a work tree into the store, with the files of the repositories inside. The user's git directories are only read:
 * their indexes and ignore rules, by `ls-files`. `index` is that of a large repository, null for any other.
 */
export async function scanWorkTree(
  store: Store,
  limits: CaptureLimits,
  repos: NestedRepos,
  index: UserIndex | null = readLargeIndex(store),
): Promise<WorkTreeScan> {
  try {
    return await scan(store, limits, repos, index, false)
  } catch (thrown) {
    if (!isBrokenIndex(thrown)) throw thrown
    return scan(store, limits, repos, index, true)
  }
}

async function scan(
  store: Store,
  limits: CaptureLimits,
  repos: NestedRepos,
  index: UserIndex | null,
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
    else if (found.kind === 'file') seen.set(path, found)
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

  const leaveOut = new Set(limits.leaveOut.map(rawPath))
  const leftOut = new Set<RawPath>()
  /** What the user leaves out is named by the rule that covers it, and only while something is there. */
  const isLeftOut = (path: RawPath): boolean => {
    const rule = coveringPath(leaveOut, path)
    if (rule !== null && !leftOut.has(rule) && disk.look(rule).kind !== 'missing') leftOut.add(rule)
    return rule !== null
  }
  const isWanted = (path: RawPath) => !isTempOfOurs(path) && !isLeftOut(path)
  /** The same, without making a path of what is asked for each file of a large work tree. */
  const isWantedIn = (folder: RawPath, name: RawPath) =>
    !isTempOfOurs(name) && (leaveOut.size === 0 || !isLeftOut(join(folder, name)))
  const walked = index === null ? null : walkIndex(top, index, isLeftOut, isWantedIn, store.findLister)
  const [{ names, walk }, base] = await Promise.all([
    findNames(store, disk, repos, isLeftOut, index, walked),
    index === null || walked === null ? null : openBaseline(store, index, walked),
  ])
  const unchanged = base?.files.unchanged ?? noneUnchanged

  const pause = createBreather()
  const tracked = base?.files.tracked ?? (index === null ? [] : [...index.paths.all(), ...index.otherPaths])
  const listed = names.flatMap((one) => [...one.tracked, ...one.untracked])
  for (const path of [...tracked, ...listed, ...walk.oddlyNamed]) {
    const rest = pause()
    // Awaiting nothing costs more than the look itself.
    if (rest !== undefined) await rest
    if (!unchanged.has(path) && isWanted(path)) look(path)
  }
  for (const { ignoredFiles } of names) {
    let ignoredBytes = 0
    for (const path of ignoredFiles.toSorted()) {
      await pause()
      if (seen.has(path) || unchanged.has(path) || !isWanted(path) || !look(path)) continue
      const { size } = seen.get(path) ?? { size: 0 }
      if (size <= limits.ignoredFile && ignoredBytes + size <= limits.ignoredTotal) ignoredBytes += size
      else {
        seen.delete(path)
        leftOut.add(path)
      }
    }
  }
  for (const { path, why } of walk.uncaptured) if (!isLeftOut(path)) uncaptured.set(path, why)

  const scanned = (work: ObjectId, newBytes: number): WorkTreeScan => ({
    work,
    details: describeScan(seen, unchanged, uncaptured, [...leftOut], walk, ignoredFoldersOf(names)),
    nested: names.flatMap(({ root, nested, broken }) =>
      nested === null ? [] : [{ path: root, repo: nested, broken }],
    ),
    files: unchanged.count + seen.size,
    bytes: [...seen.values()].reduce((sum, { size }) => sum + size, unchanged.bytes),
    newBytes,
    borrowsFrom: base?.commit ?? null,
  })
  const same = base === null && !fromScratch ? await unchangedTree(store, seen) : null
  if (same !== null) return scanned(same, 0)

  const quarantine = await openQuarantine(store.gitDir, { fromScratch, ownOnly: isBorrowing(store) })
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
    const request = { lookAgain, changedSinceLook }
    const result =
      base === null
        ? await scanAll(store, quarantine, { ...request, paths: new Set(seen.keys()) })
        : await scanOnBaseline(store, quarantine, base, seen, request)
    let newBytes = await quarantine.accept()
    if (base !== null) await assertHeld(store, result.edits)
    await forgetChanging(store, quarantine, result.keepChanging)
    await quarantine.keepIndex()
    for (const path of result.keepChanging) uncaptured.set(path, 'KEEPS_CHANGING')

    // What git could not or would not read goes into its tree by hand.
    const edits = new Map(result.edits)
    const reading = withoutBorrowed(batch, result.borrowed)
    for (const path of [...result.unread, ...result.refused]) {
      const isLink = seen.get(path)?.permissions === null
      const read = isLink ? readDiskLink(top, path, reading) : await readDiskFile(top, path, reading)
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
    const work = edits.size === 0 ? result.tree : await editTree(store.objects, batch, result.tree, edits)
    newBytes += await batch.newBytes()
    await batch.commit()
    return scanned(work, newBytes)
  } finally {
    await batch.discard()
    await quarantine.discard()
  }
}

/** All of a work tree goes through the store's own index. */
async function scanAll(store: Store, quarantine: Quarantine, request: ScanRequest): Promise<TreeScan> {
  const result = await scanWithIndex(store, quarantine, request)
  return { ...result, tree: await writeIndexTree(store, quarantine), edits: new Map(), borrowed: new Set() }
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
