import type { Buffer } from 'node:buffer'
import type { Checkpoint, CheckpointId } from '../../core/checkpoint/checkpoint'
import { coveringPath } from '../../core/repo/covering-path'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Result } from '../../core/result'
import { isExecutable } from './disk'
import { attempt, StoreFault, type StoreError } from './fault'
import { rawPath, repoPath } from './raw-path'
import type { CheckpointRecord } from './record'
import type { Store } from './store'
import { diffTrees as diffRawTrees, lookUp } from './tree-walk'
import { treeMode, type EntryAt } from './tree-format'

/** One path that differs; modes as git writes them (0o100644, 0o100755, 0o120000, 0o160000), ids are SHA-1 of the bytes. */
export interface TreeChange {
  readonly path: RepoPath
  readonly old: EntryAt | null
  readonly new: EntryAt | null
}

/** A file or symlink of a checkpoint: `bytes` is its content, or the target of the symlink. */
export interface CapturedFile {
  readonly mode: number
  /** All twelve permission bits; of a symlink they mean nothing. */
  readonly permissions: number
  readonly bytes: Buffer
}

export interface FolderEntry {
  readonly name: RepoPath
  readonly kind: 'file' | 'symlink' | 'folder' | 'nested-repo'
  readonly mode: number
}

export interface CheckpointListing {
  /** Newest first. */
  readonly checkpoints: readonly Checkpoint[]
  /** Damaged ones, which cannot be used. */
  readonly broken: readonly CheckpointId[]
}

/** All checkpoints of the work tree. */
export function listCheckpoints(store: Store): Promise<Result<CheckpointListing, StoreError>> {
  return attempt(store.folder, async () => {
    const checkpoints: Checkpoint[] = []
    const broken: CheckpointId[] = []
    for (const id of store.refs.list().toReversed()) {
      try {
        checkpoints.push((await store.record(id)).checkpoint)
      } catch (thrown) {
        if (!(thrown instanceof StoreFault)) throw thrown
        // Another process may have forgotten it since the list was read.
        if (thrown.error.kind === 'store-corrupt') broken.push(id)
        else if (thrown.error.kind !== 'no-such-checkpoint') throw thrown
      }
    }
    return { checkpoints, broken }
  })
}

/** Errors: `no-such-checkpoint`, `store-corrupt`. */
export function readCheckpoint(store: Store, id: CheckpointId): Promise<Result<Checkpoint, StoreError>> {
  return attempt(store.folder, async () => (await store.record(id)).checkpoint)
}

/** The file or symlink at a path; null when the checkpoint has none there (also for a folder or a nested repository). */
export function readEntry(
  store: Store,
  id: CheckpointId,
  path: RepoPath,
): Promise<Result<CapturedFile | null, StoreError>> {
  return attempt(store.folder, async () => {
    const record = await store.record(id)
    const { entry } = await lookUp(store.objects, record.work, rawPath(path))
    if (entry === null || entry.mode === treeMode.folder || entry.mode === treeMode.nestedRepo) return null
    const { body } = await store.objects.read(entry.id)
    return { mode: entry.mode, permissions: permissionsAt(record, path, entry.mode), bytes: body }
  })
}

/** The content of one file or symlink by its id, as `diffCheckpoints` and `compareDisk` name it. */
export function readBlob(store: Store, blobId: string): Promise<Result<Buffer, StoreError>> {
  return attempt(store.folder, async () => (await store.objects.read(blobId)).body)
}

/** What lies directly in a folder (`''` is the top level); empty when the checkpoint has no such folder. */
export function entriesOf(
  store: Store,
  id: CheckpointId,
  folder: RepoPath,
): Promise<Result<readonly FolderEntry[], StoreError>> {
  return attempt(store.folder, async () => {
    const { work } = await store.record(id)
    const { entry } = await lookUp(store.objects, work, rawPath(folder))
    if (entry?.mode !== treeMode.folder) return []
    const entries = await store.objects.readTree(entry.id)
    return entries.map(({ name, mode }) => ({ name: repoPath(name), kind: kindOf(mode), mode }))
  })
}

/** Paths that differ between two checkpoints, read without starting git; its cost follows the number of differences. */
export function diffCheckpoints(
  store: Store,
  from: CheckpointId,
  to: CheckpointId,
): Promise<Result<readonly TreeChange[], StoreError>> {
  return attempt(store.folder, async () => {
    const [before, after] = [await store.record(from), await store.record(to)]
    const changes = await diffRawTrees(store.objects, before.work, after.work)
    return withoutLeftOut(
      changes.map((change) => ({ ...change, path: repoPath(change.path) })),
      [...before.details.leftOut, ...after.details.leftOut],
    )
  })
}

/** What one side left out did not come or go. A folder that was left out stands for all in it. */
export function withoutLeftOut(changes: readonly TreeChange[], leftOut: readonly RepoPath[]): readonly TreeChange[] {
  const covered = new Set(leftOut)
  return changes.filter(
    (change) => (change.old !== null && change.new !== null) || coveringPath(covered, change.path) === null,
  )
}

function permissionsAt({ details }: CheckpointRecord, path: RepoPath, mode: number): number {
  const listed = details.permissions.find(([listedPath]) => listedPath === path)
  if (listed !== undefined) return listed[1]
  return isExecutable(mode) ? details.usual.executable : details.usual.file
}

function kindOf(mode: number): FolderEntry['kind'] {
  if (mode === treeMode.folder) return 'folder'
  if (mode === treeMode.symlink) return 'symlink'
  return mode === treeMode.nestedRepo ? 'nested-repo' : 'file'
}
