import type { Checkpoint, CheckpointError, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { captureFull } from '../checkpoint/capture-full'
import { listCheckpoints, readCheckpoint } from '../checkpoint/read'
import type { Store } from '../checkpoint/store'

type Failure = CheckpointError | RepoError

/**
 * Where a session goes on. A power cut can have taken its last checkpoint back, and somebody can have deleted or damaged
 * the store: then it goes on from what there is, because a session that runs has to be protected.
 */
export async function findEnds(
  store: Store,
  sessionId: string,
  wanted: { readonly baseline: CheckpointId; readonly lastCheckpoint: CheckpointId },
): Promise<Result<{ readonly baseline: Checkpoint; readonly latest: CheckpointId }, Failure>> {
  const baseline = await readCheckpoint(store, wanted.baseline)
  const kept = await checkpointsOf(store, sessionId)
  if (baseline.ok) {
    const last = await readCheckpoint(store, wanted.lastCheckpoint)
    const latest = last.ok ? last.value : (kept.find(({ reason }) => reason === 'change') ?? baseline.value)
    return ok({ baseline: baseline.value, latest: latest.id })
  }
  if (baseline.error.kind !== 'no-such-checkpoint' && baseline.error.kind !== 'store-corrupt') return baseline
  const again = kept.find(({ reason }) => reason === 'session-start')
  if (again !== undefined) return ok({ baseline: again, latest: kept[0]?.id ?? again.id })
  const made = await captureFull(store, { label: 'Session start, taken again', reason: 'session-start', sessionId })
  return made.ok ? ok({ baseline: made.value, latest: made.value.id }) : made
}

/** Newest first. */
async function checkpointsOf(store: Store, sessionId: string): Promise<readonly Checkpoint[]> {
  const listed = await listCheckpoints(store)
  return listed.ok ? listed.value.checkpoints.filter((checkpoint) => checkpoint.sessionId === sessionId) : []
}
