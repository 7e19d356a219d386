import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RestoredFrom } from '../../core/session/change'
import { readCheckpoint } from '../checkpoint/read'
import { newestFinished } from '../checkpoint/restore/finished'
import type { Store } from '../checkpoint/store'

/** A restore by another process, such as the command line, that was carried out between two captures. */
function between(store: Store, from: CheckpointId, to: CheckpointId) {
  const last = newestFinished(store)
  // Its safety checkpoint took its place between them: ids sort by sequence.
  return last !== null && last.safety > from && last.safety < to ? last : null
}

/** Paths that a restore touched between two captures: what it took away was asked for. */
export function restoredPaths(store: Store, from: CheckpointId, to: CheckpointId): ReadonlySet<RepoPath> {
  return new Set(between(store, from, to)?.paths)
}

/** What a change was restored from; null when there was no restore, or when it is not the whole of the change. */
export async function restoredElsewhere(
  store: Store,
  change: { readonly from: CheckpointId; readonly to: CheckpointId; readonly paths: readonly RepoPath[] },
): Promise<RestoredFrom | null> {
  const restore = between(store, change.from, change.to)
  const touched = new Set(restore?.paths)
  if (restore === null || change.paths.some((path) => !touched.has(path))) return null
  const target = await readCheckpoint(store, restore.target)
  return target.ok ? { kind: restore.kind, checkpointId: restore.target, atMs: target.value.atMs } : null
}
