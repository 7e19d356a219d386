import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Checkpoint, CheckpointId } from '../../core/checkpoint/checkpoint'
import { makeCheckpointId, sequenceOf } from '../../core/checkpoint/checkpoint-id'
import { sortDetails, toCheckpoint, type Manifest } from '../../core/checkpoint/manifest'
import type { Clock } from '../../core/clock'
import type { Result } from '../../core/result'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import { defaultCaptureLimits, type CaptureLimits } from './capture-limits'
import { createCheckpointRefs, type CheckpointRefs, type PreparedRef } from './checkpoint-refs'
import { findDamaged, type Damaged } from './damaged'
import { attempt, StoreFault, type StoreError } from './fault'
import type { ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import { readBaseline } from './large/baseline-file'
import { defaultLargeFrom, type LargeFrom } from './large/large-from'
import { noLister, type FindLister } from './large/list-natively'
import { createObjectStore, type ObjectStore } from './object-store'
import { createPruneGeneration, type PruneGeneration } from './prune-generation'
import { readWithGit } from './read-with-git'
import { keepReserve } from './reserve'
import { readRecord, writeRecord, type CheckpointRecord } from './record'
import { prepareStoreFolder, storeFolder } from './store-folder'
import { createStoreLock, type StoreLock } from './store-lock'
import { sweepStore, tightenStore } from './sweep'

/** The private checkpoint store of one work tree, at `<FIREBREAK_HOME>/repos/<repoId>`. */
export interface Store {
  readonly layout: RepoLayout
  readonly git: Pick<GitRunner, 'run'>
  readonly clock: Clock
  /** What captures take, unless they are told otherwise. */
  readonly limits: () => CaptureLimits
  /** From which size on a repository is not copied as a whole. */
  readonly largeFrom: LargeFrom
  readonly findLister: FindLister
  /** By git directory: the state of its index that was captured last, and the file it was read from. */
  readonly indexStamps: Map<string, { readonly tree: ObjectId; readonly stamp: string }>
  readonly folder: string
  /** The store's own git directory. */
  readonly gitDir: string
  readonly objects: ObjectStore
  readonly refs: CheckpointRefs
  readonly lock: StoreLock
  readonly pruning: PruneGeneration
  /** Fault `no-such-checkpoint`, or `store-corrupt`, also when it was found damaged (damaged.ts). */
  record(id: CheckpointId): Promise<CheckpointRecord>
  /**
   * The prune generation a capture starts with: to be read before it relies on anything that the store holds. What a
   * prune since the last call made untrue is forgotten.
   */
  generation(): number
  readonly damaged: Damaged
  /** The id of the latest checkpoint, by whatever process. */
  newestId(): CheckpointId | null
  /**
   * Makes a captured tree a checkpoint: commits the batch that holds what it is made of, then publishes it as one atomic
   * step under the store lock. Null when the newest checkpoint is not `expected` any more (without `expected` any will
   * do), or when objects were pruned since the capture began: it has to be done again.
   */
  publish(draft: CheckpointDraft, batch: ObjectBatch, expected?: CheckpointId): Promise<Checkpoint | null>
}

/** A captured tree, whose objects are in the store or in the batch; publishing gives it its place in the sequence. */
export interface CheckpointDraft extends Pick<CheckpointRecord, 'details' | 'work' | 'gitFiles' | 'nested'> {
  readonly manifest: Omit<Manifest, 'version' | 'id' | 'sequence' | 'atMs'>
  /** What `Store.generation` said when the capture began. */
  readonly generation: number
  /** The commit of the user's repository that the tree relies on; null when it relies on none. */
  readonly borrowsFrom?: ObjectId | null
}

export interface StoreDeps {
  readonly firebreakHome: string
  readonly layout: RepoLayout
  readonly git: Pick<GitRunner, 'run'>
  readonly clock: Clock
  /** The user's settings of the moment; the defaults when not given. */
  readonly limits?: () => CaptureLimits
  readonly largeFrom?: LargeFrom
  /** Lists the folders of large repositories sooner; without it they are listed here. */
  readonly findLister?: FindLister | undefined
}

const rememberedRecords = 500

/** Opens the store of a work tree, making it at first. Errors: `no-space`, `read-only`, `store-failed`. */
export function openStore({
  firebreakHome,
  layout,
  git,
  clock,
  limits = () => defaultCaptureLimits,
  largeFrom = defaultLargeFrom,
  findLister = noLister,
}: StoreDeps): Promise<Result<Store, StoreError>> {
  const folder = storeFolder(firebreakHome, layout.repoId)
  return attempt(folder, async () => {
    await prepareStoreFolder(folder, { version: 1, repoId: layout.repoId, top: layout.top, name: layout.name })
    const gitDir = join(folder, 'store.git')
    tightenStore(folder)
    sweepStore(folder, clock.now())
    keepReserve(folder)
    const objects = createObjectStore(join(gitDir, 'objects'), (id) => readWithGit(git, gitDir, id))
    const refs = createCheckpointRefs(gitDir)
    const lock = createStoreLock(folder, clock)
    const pruning = createPruneGeneration(folder)
    const damaged = await findDamaged(refs, objects)
    const indexStamps: Store['indexStamps'] = new Map()
    const records = createRecords({ objects, refs, lock, pruning, damaged, indexStamps, clock, folder })
    return {
      layout,
      git,
      clock,
      limits,
      largeFrom,
      findLister,
      indexStamps,
      folder,
      gitDir,
      objects,
      refs,
      lock,
      pruning,
      damaged,
      ...records,
    }
  })
}

function createRecords({
  objects,
  refs,
  lock,
  pruning,
  damaged,
  indexStamps,
  clock,
  folder,
}: Pick<Store, 'objects' | 'refs' | 'lock' | 'pruning' | 'damaged' | 'indexStamps' | 'clock' | 'folder'>) {
  // A published checkpoint never changes, so it is read once.
  const known = new Map<CheckpointId, CheckpointRecord>()
  const remember = (id: CheckpointId, record: CheckpointRecord) => {
    known.set(id, record)
    const oldest = known.size > rememberedRecords ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
  }

  const newestId = () => refs.list().at(-1) ?? null
  let generationSeen = pruning.now()

  return {
    newestId,

    generation() {
      const now = pruning.now()
      if (now !== generationSeen) {
        objects.dropCaches()
        known.clear()
        indexStamps.clear()
      }
      generationSeen = now
      return now
    },

    async record(id: CheckpointId): Promise<CheckpointRecord> {
      const commit = refs.read(id)
      if (commit === null) throw new StoreFault({ kind: 'no-such-checkpoint', id })
      damaged.refuse(id)
      const record = known.get(id) ?? (await readRecord(objects, commit))
      remember(id, record)
      return record
    },

    async publish(draft: CheckpointDraft, batch: ObjectBatch, expected?: CheckpointId): Promise<Checkpoint | null> {
      const write = async (newest: CheckpointId | null) => {
        const sequence = (newest === null ? 0 : (sequenceOf(newest) ?? 0)) + 1
        const id = makeCheckpointId(sequence, randomBytes(4).toString('hex'))
        const manifest: Manifest = { ...draft.manifest, version: 1, id, sequence, atMs: clock.now() }
        const details = sortDetails(draft.details)
        const record = { ...draft, manifest, details, checkpoint: toCheckpoint(manifest, details) }
        const commit = writeRecord(batch, record)
        // The disk is waited for once: its name is made durable together with what it names.
        const ref = await settled(refs.prepare(id, commit), batch.commit())
        return { record, ref }
      }
      // With a known predecessor everything is durable before the lock is taken, which is then held for one rename.
      const prepared = expected === undefined ? null : await write(expected)
      const publishUnderLock = async () => {
        if (!(await pruning.isStill(draft.generation))) return null
        if (draft.borrowsFrom != null && readBaseline({ folder })?.commit !== draft.borrowsFrom) return null
        const newest = newestId()
        if (expected !== undefined && newest !== expected) return null
        const { record, ref } = prepared ?? (await write(newest))
        await ref.publish(record.manifest.scan === 'full')
        remember(record.manifest.id, record)
        return record.checkpoint
      }
      let published: Checkpoint | null = null
      try {
        published = await lock.hold(publishUnderLock)
        return published
      } finally {
        if (published === null) prepared?.ref.discard()
      }
    },
  }
}

/** Waits for both, also when one fails, so that neither goes on behind our back; a name without its objects is removed. */
async function settled(prepare: Promise<PreparedRef>, commit: Promise<void>): Promise<PreparedRef> {
  const [ref, committed] = await Promise.allSettled([prepare, commit])
  if (ref.status === 'rejected') throw ref.reason
  if (committed.status === 'fulfilled') return ref.value
  ref.value.discard()
  throw committed.reason
}
