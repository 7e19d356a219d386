import type { Checkpoint, CheckpointId, Uncaptured } from '../../core/checkpoint/checkpoint'
import type { DescribedError } from '../../core/errors/described-error'
import { describeError } from '../../core/errors/describe-error'
import { err, ok, type Result } from '../../core/result'
import { compareDisk } from '../../repo/checkpoint/compare-disk'
import { diffCheckpoints, readBlob, readCheckpoint, type TreeChange } from '../../repo/checkpoint/read'
import type { Store } from '../../repo/checkpoint/store'
import type { EntryAt } from '../../repo/checkpoint/tree-format'
import { leaveOutUnknown } from './leave-out-unknown'
import { type PatchEntry, submoduleEntry, submoduleMode, type TreeDifference } from './path-change'

/** How a checkpoint differs from a later one, or from the disk when `to` is null. Small ignored files count as well. */
export async function checkpointDifference(
  store: Store,
  from: CheckpointId,
  to: CheckpointId | null,
): Promise<Result<TreeDifference, DescribedError>> {
  const before = await readCheckpoint(store, from)
  if (!before.ok) return err(describeError(before.error))
  const ends = to === null ? await againstDisk(store, from) : await againstCheckpoint(store, from, to)
  if (!ends.ok) return ends
  const changes = ends.value.changes.map(({ path, old, new: now }) => ({
    path,
    old: storedEntry(store, old),
    new: storedEntry(store, now),
  }))
  return ok(leaveOutUnknown(changes, [...before.value.uncaptured, ...ends.value.uncaptured]))
}

/** A file of the store; null for nothing. */
export function storedEntry(store: Store, entry: EntryAt | null): PatchEntry | null {
  if (entry === null) return null
  if (entry.mode === submoduleMode) return submoduleEntry(entry.id)
  return {
    mode: entry.mode,
    async read() {
      const blob = await readBlob(store, entry.id)
      return blob.ok ? { kind: 'bytes', bytes: blob.value } : { kind: 'unknown', why: blob.error.kind }
    },
  }
}

interface Ends {
  readonly changes: readonly TreeChange[]
  readonly uncaptured: readonly Uncaptured[]
}

async function againstDisk(store: Store, from: CheckpointId): Promise<Result<Ends, DescribedError>> {
  const compared = await compareDisk(store, from)
  return compared.ok ? compared : err(describeError(compared.error))
}

async function againstCheckpoint(
  store: Store,
  from: CheckpointId,
  to: CheckpointId,
): Promise<Result<Ends, DescribedError>> {
  const after: Result<Checkpoint, Parameters<typeof describeError>[0]> = await readCheckpoint(store, to)
  if (!after.ok) return err(describeError(after.error))
  const changes = await diffCheckpoints(store, from, to)
  if (!changes.ok) return err(describeError(changes.error))
  return ok({ changes: changes.value, uncaptured: after.value.uncaptured })
}
