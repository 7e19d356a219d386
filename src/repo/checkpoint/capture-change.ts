import type { Checkpoint } from '../../core/checkpoint/checkpoint'
import { encodeDetails } from '../../core/checkpoint/manifest'
import type { Result } from '../../core/result'
import { againWhenPruned } from './again-when-pruned'
import { applyHints, type ChangeHints } from './apply-hints'
import { captureOnce, type CaptureNote } from './capture-full'
import type { CaptureLimits } from './capture-limits'
import { carryGitState } from './carry-git-state'
import { carryNestedStates } from './carry-nested-states'
import { attempt, StoreFault, type StoreError } from './fault'
import type { ObjectId } from './loose-object'
import { createNestedRepos } from './nested-repo'
import type { ObjectBatch } from './object-batch'
import type { ObjectStore } from './object-store'
import { readHead } from './read-head'
import type { CheckpointRecord } from './record'
import type { Store } from './store'
import { editTree } from './tree-edit'
import { updateDetails } from './update-details'
import { diffTrees } from './tree-walk'
import { treeMode, type EntryAt } from './tree-format'

export interface ChangeCapture {
  /** The new checkpoint; the newest there was when the paths are just as it has them. */
  readonly checkpoint: Checkpoint
  readonly isNew: boolean
}

/**
 * Captures the named paths on top of the newest checkpoint, in-process: without git's index, and without starting git
 * unless a new folder, a new file above the size for ignored files, or a nested repository is among them. A checkpoint
 * made this way is marked `hinted`; a later reconcile adds a correcting one if the hints missed something. When a
 * `.gitignore` changed, which files belong to a checkpoint may have changed too: reconcile then.
 *
 * Errors: `no-such-checkpoint` when there is none to build on, otherwise as with `captureFull`.
 */
export function captureChange(
  store: Store,
  hints: ChangeHints,
  note: CaptureNote,
  limits: CaptureLimits = store.limits(),
): Promise<Result<ChangeCapture, StoreError>> {
  return attempt(store.folder, () =>
    againWhenPruned(store, async (generation) => {
      const id = store.newestId()
      if (id === null) throw new StoreFault({ kind: 'no-such-checkpoint', id: '' })
      try {
        return await captureOnTopOf(store, await store.record(id), hints, note, limits, generation)
      } catch (thrown) {
        if (!isDamage(thrown) || store.generation() !== generation) throw thrown
        // What it builds on is damaged, so everything is looked at.
        const checkpoint = await captureOnce(store, note, limits, generation)
        return checkpoint === null ? null : { checkpoint, isNew: true }
      }
    }),
  )
}

function isDamage(thrown: unknown): boolean {
  return thrown instanceof StoreFault && thrown.error.kind === 'store-corrupt'
}

async function captureOnTopOf(
  store: Store,
  base: CheckpointRecord,
  hints: ChangeHints,
  note: CaptureNote,
  limits: CaptureLimits,
  generation: number,
): Promise<ChangeCapture | null> {
  const head = readHead(store.layout.gitDir, store.layout.commonDir)
  const repos = createNestedRepos(store.layout, store.gitDir)
  const batch = store.objects.openBatch()
  try {
    const { found, nested } = await applyHints(store, base, hints, batch, limits, repos)
    const inside = await carryNestedStates(store, base, nested, batch)
    for (const path of inside.unread) found.uncaptured.set(path, 'NESTED_REPO')
    const details = updateDetails(base.details, found, inside.states)
    const work = await editTree(store.objects, batch, base.work, found.edits)
    if (work === base.work && encodeDetails(details) === encodeDetails(base.details)) {
      return { checkpoint: base.checkpoint, isNew: false }
    }
    const index = await carryGitState(store, store.layout, base.gitFiles, batch)
    const newBytes = await batch.newBytes()
    const grown = await growth(store.objects, batch, base.work, work)
    const { manifest } = base
    const published = await store.publish(
      {
        work,
        details,
        gitFiles: index.tree,
        nested: inside.trees,
        generation,
        manifest: {
          ...note,
          head: head === null ? manifest.head : head.commit,
          branch: head === null ? manifest.branch : head.branch,
          scan: 'hinted',
          files: manifest.files + grown.files,
          bytes: Math.max(0, manifest.bytes + grown.bytes),
          newBytes,
          gitIndex: index.known,
        },
      },
      batch,
      manifest.id,
    )
    return published === null ? null : { checkpoint: published, isNew: true }
  } finally {
    repos.close()
    await batch.discard()
  }
}

async function growth(objects: ObjectStore, batch: ObjectBatch, before: ObjectId, after: ObjectId) {
  let files = 0
  let bytes = 0
  const count = async (entry: EntryAt | null, sign: 1 | -1) => {
    if (entry === null || entry.mode === treeMode.nestedRepo) return
    files += sign
    bytes += sign * (batch.sizeOf(entry.id) ?? (await objects.size(entry.id)))
  }
  for (const change of await diffTrees(objects, before, after)) {
    await count(change.old, -1)
    await count(change.new, 1)
  }
  return { files, bytes }
}
