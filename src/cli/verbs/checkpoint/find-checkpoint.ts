import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { type DescribedError, describeCheckpointError } from '../../../core/errors/describe-error'
import { err, ok, type Result } from '../../../core/result'
import { count } from '../../../core/words/counts'
import { displayName } from '../../../core/words/display-name'
import type { Store } from '../../../repo/checkpoint/store'
import { findCheckpoints } from '../../open-checkpoints'
import type { CliRepo } from '../../open-repo'
import { sessionsOf } from '../../sessions'
import type { CliContext } from '../../verb'

interface Place {
  readonly repo: CliRepo
  readonly context: CliContext
}

/** The checkpoint a call names, and its store. */
export interface FoundCheckpoint {
  readonly store: Store
  readonly id: CheckpointId
}

/** Finds a checkpoint by its id, by the start of it, or as `latest` or `baseline`. */
export async function findCheckpoint(
  { repo, context }: Place,
  named: string,
): Promise<Result<FoundCheckpoint, DescribedError>> {
  const store = await findCheckpoints(repo, context)
  if (!store.ok) return store
  if (store.value === null) return err(describeCheckpointError({ kind: 'no-such-checkpoint', id: named }))
  const id = await resolveId(store.value, named, context)
  return id.ok ? ok({ store: store.value, id: id.value }) : id
}

/** The id that is meant in a store. */
export async function resolveId(
  store: Store,
  named: string,
  { home }: CliContext,
): Promise<Result<CheckpointId, DescribedError>> {
  const ids = store.refs.list()
  if (ids.includes(named)) return ok(named)
  if (named === 'baseline') return baselineOf(home, store.layout.repoId)
  const meant = named === 'latest' ? ids.slice(-1) : named === '' ? [] : ids.filter((id) => id.startsWith(named))
  const [id, second] = meant
  if (id === undefined) return err(describeCheckpointError({ kind: 'no-such-checkpoint', id: named }))
  if (second === undefined) return ok(id)
  return err({
    code: 'ambiguous-checkpoint',
    message: `${count(meant.length, 'checkpoint')} begin with ${displayName(named)}.`,
    next: 'Give more of the id. Look at firebreak checkpoint list.',
  })
}

async function baselineOf(home: string, repoId: string): Promise<Result<CheckpointId, DescribedError>> {
  const sessions = await sessionsOf(home, repoId)
  const baseline = sessions.find((session) => session.baseline !== null)?.baseline
  if (baseline != null) return ok(baseline.checkpointId)
  return err({
    code: 'no-baseline',
    message: 'No session was started in this repository yet, so there is no baseline.',
    next: 'Use a checkpoint of firebreak checkpoint list.',
  })
}
