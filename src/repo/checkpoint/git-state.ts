import type { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { emptyBlobs } from '../git/empty-objects'
import type { RepoLayout } from '../git/repo-layout'
import { isAsCommitted } from './as-committed'
import { pinBeyondWork } from './beyond-work'
import type { CaptureLimits } from './capture-limits'
import { orFault, StoreFault } from './fault'
import { blobsOfIndex } from './index-blobs'
import { indexChanges } from './large/index-changes'
import { treeOfIndex, type UserIndex } from './large/user-index'
import type { ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import { splitNul } from './raw-path'
import { readRegularFile, type FileStamp } from './read-regular-file'
import type { Store } from './store'
import { formatTree, treeMode, type TreeEntry } from './tree-format'
import { isPartialClone, readUserBlobs } from './user-blobs'

/** What a repository's index held: a tree of the form of `CheckpointRecord.gitFiles`; null when there is no index. */
export interface GitState {
  readonly tree: ObjectId | null
  /** Why something that only the index names is not in it: `MISSING`, `TOO_BIG`, or `DAMAGED` for the index itself. */
  readonly why: string | null
}

export type GitStateStore = Pick<Store, 'git' | 'layout' | 'gitDir' | 'objects' | 'indexStamps'>

/** A repository's index, and what of it HEAD does not have. */
export interface GitStateRead {
  readonly index: ObjectId
  readonly bytes: Buffer
  readonly stamp: FileStamp
  readonly shared: readonly SharedPart[]
  /** Null when they cannot be told. */
  readonly beyondHead: ReadonlySet<string> | null
}

interface SharedPart {
  readonly name: string
  readonly bytes: Buffer
}

/**
 * Captures the bytes of a repository's index, and the contents of all blobs that it names and HEAD does not (what was
 * staged and is nowhere else, and the stages of conflicts), and of those that the work tree does not have. `commit` is HEAD, null on an unborn branch. The objects of the
 * work tree have to be in the store by now, so that what they hold is not read twice.
 */
export async function captureGitState(
  store: GitStateStore,
  layout: RepoLayout,
  commit: string | null,
  batch: ObjectBatch,
  limits: CaptureLimits,
  captured: ReadonlySet<string> | null,
): Promise<GitState> {
  return keepGitState(store, layout, await readGitState(store, layout, commit, batch), batch, limits, captured)
}

/**
 * The first part of it, for which nothing has to be in the store yet. Null when there is no index. `large` is the index of the
 * outer repository, if it was read already.
 */
export async function readGitState(
  store: GitStateStore,
  layout: RepoLayout,
  commit: string | null,
  batch: ObjectBatch,
  large: UserIndex | null = null,
): Promise<GitStateRead | null> {
  const index = large ?? readRegularFile(join(layout.gitDir, 'index'))
  if (index === null) return null
  const shared = sharedParts(layout.gitDir)
  // Hashing a large one keeps the thread for a while: what others do meanwhile begins before.
  if (large !== null) await setImmediate()
  const id = batch.add('blob', index.bytes)
  const beyondHead =
    (large === null ? null : await blobsBeyondCommit(store, commit, large)) ??
    (await blobsBeyondHead(store, layout, commit, index.bytes))
  return { index: id, bytes: index.bytes, stamp: index.stamp, shared, beyondHead }
}

/** The second part. `captured` has the ids of all blobs of the captured work tree; null where it borrows from the repository. */
export async function keepGitState(
  store: GitStateStore,
  layout: RepoLayout,
  read: GitStateRead | null,
  batch: ObjectBatch,
  limits: CaptureLimits,
  captured: ReadonlySet<string> | null,
): Promise<GitState> {
  if (read === null) return { tree: null, why: null }
  const pinned = new Map<string, ObjectId>()
  let why: string | null = read.beyondHead === null ? 'DAMAGED' : null
  const unknown: string[] = []
  for (const id of read.beyondHead ?? []) {
    if (emptyBlobs.has(id)) continue
    // Both name content by the same SHA-1.
    if (id.length === 40 && (await store.objects.holds(id))) pinned.set(id, id)
    else unknown.push(id)
  }
  await readUserBlobs(store.git, layout, unknown, limits.file, async (blob) => {
    if (blob.kind === 'read') {
      pinned.set(blob.id, batch.add('blob', blob.bytes))
      await batch.room()
    } else if (blob.kind === 'too-big') why = 'TOO_BIG'
    // What a partial clone did not fetch was never on this machine.
    else if (!isPartialClone(layout.commonDir)) why ??= 'MISSING'
  })
  if (captured !== null) await pinBeyondWork(store, layout, read.bytes, captured, pinned, batch, limits)
  const tree = writeGitState(batch, read.index, read.shared, pinned)
  rememberStamp(store, layout, tree, read.stamp)
  return { tree, why }
}

export function writeGitState(
  batch: ObjectBatch,
  index: ObjectId,
  shared: readonly SharedPart[],
  pinned: ReadonlyMap<string, ObjectId>,
): ObjectId {
  const entries: TreeEntry[] = [{ name: 'index', mode: treeMode.file, id: index }]
  for (const { name, bytes } of shared) entries.push({ name, mode: treeMode.file, id: batch.add('blob', bytes) })
  const pins = [...pinned].map(([name, id]) => ({ name, mode: treeMode.file, id }))
  if (pins.length > 0) {
    entries.push({ name: 'pinned', mode: treeMode.folder, id: batch.add('tree', formatTree(pins)) })
  }
  return batch.add('tree', formatTree(entries))
}

/** Remembers which file a captured state was read from, so that a later look costs one stat. */
export function rememberStamp(
  { indexStamps }: Pick<Store, 'indexStamps'>,
  { gitDir }: Pick<RepoLayout, 'gitDir'>,
  tree: ObjectId,
  stamp: FileStamp,
): void {
  indexStamps.set(gitDir, { tree, stamp })
}

/** The shared part of a split index, of which git keeps some older ones too. */
function sharedParts(gitDir: string): SharedPart[] {
  return readdirSync(gitDir)
    .filter((name) => /^sharedindex\.[0-9a-f]+$/.test(name))
    .flatMap((name) => {
      const read = readRegularFile(join(gitDir, name))
      return read === null ? [] : [{ name, bytes: read.bytes }]
    })
}

/** Null when git cannot compare the two. */
async function blobsBeyondCommit(
  store: Pick<Store, 'git' | 'layout' | 'gitDir'>,
  commit: string | null,
  large: UserIndex,
): Promise<ReadonlySet<string> | null> {
  if (commit === null) return null
  try {
    const changes = await indexChanges(store, commit, large)
    const staged = changes.flatMap(({ inIndex }) => (inIndex !== null && isBlob(inIndex.mode) ? [inIndex.id] : []))
    // An unmerged path has no id of its own.
    return new Set([...staged.filter((id) => !/^0+$/.test(id)), ...large.unmerged])
  } catch (thrown) {
    if (thrown instanceof StoreFault && thrown.error.kind === 'git-failed') return null
    throw thrown
  }
}

function isBlob(mode: number): boolean {
  return mode === treeMode.file || mode === treeMode.executable || mode === treeMode.symlink
}

/** Null when the index cannot be read. */
async function blobsBeyondHead(
  store: GitStateStore,
  layout: RepoLayout,
  commit: string | null,
  index: Buffer,
): Promise<ReadonlySet<string> | null> {
  const unmerged = blobsOfIndex(index, commit === null ? 'all' : 'unmerged')
  const tree = () => (layout.objectFormat === 'sha1' ? treeOfIndex(index) : null)
  if (unmerged !== null && (commit === null || (await isAsCommitted(layout, commit, tree())))) return unmerged
  // git is given the very bytes that were captured, whatever the index is by now.
  const copy = join(store.gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    await writeFile(copy, index, { mode: 0o600, flag: 'wx' })
    const ask = (args: readonly string[]) => store.git.run(args, { layout, extraEnv: { GIT_INDEX_FILE: copy } })
    const listed = async () => {
      const answer = await ask(['ls-files', '-s', '-z'])
      return answer.ok ? idsListed(answer.value.stdout) : null
    }
    if (commit === null) return await listed()
    const changed = await ask(['diff-index', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', commit, '--'])
    // A commit of which trees are missing cannot be compared: then all that there is counts.
    if (!changed.ok) return await listed()
    const beyond = idsChanged(changed.value.stdout)
    if (unmerged !== null) return new Set([...beyond, ...unmerged])
    const stages = orFault(await ask(['ls-files', '-u', '-z']))
    return new Set([...beyond, ...idsListed(stages.stdout)])
  } catch (thrown) {
    if (thrown instanceof StoreFault && thrown.error.kind === 'git-failed') return null
    throw thrown
  } finally {
    await rm(copy, { force: true })
  }
}

/** Each change is ":<old mode> <new mode> <old id> <new id> <status>" and a path. */
function idsChanged(raw: Buffer): string[] {
  return splitNul(raw).flatMap((record, i) => {
    const id = i % 2 === 1 ? undefined : /^:\d+ 1[02]\d+ [0-9a-f]+ ([0-9a-f]+) [A-Z]/.exec(record)?.[1]
    return id === undefined || /^0+$/.test(id) ? [] : [id]
  })
}

function idsListed(stages: Buffer): Set<string> {
  return new Set(splitNul(stages).flatMap((line) => /^1[02]\d+ ([0-9a-f]+) \d\t/.exec(line)?.[1] ?? []))
}
