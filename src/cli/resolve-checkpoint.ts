import type { CheckpointId } from '../core/checkpoint/checkpoint'
import type { DescribedError } from '../core/errors/described-error'
import { describeCheckpointError } from '../core/errors/describe-checkpoint-error'
import type { RepoId } from '../core/repo/repo-status'
import { err, ok, type Result } from '../core/result'
import { count } from '../core/words/counts'
import { displayName } from '../core/words/display-name'
import type { Store } from '../repo/checkpoint/store'
import { findCheckpoints } from './open-checkpoints'
import type { CliRepo } from './open-repo'
import { sessionsOf } from './sessions'
import type { CliContext } from './verb'

/** The checkpoint a call names, and its store. */
export interface FoundCheckpoint {
  readonly store: Store
  readonly id: CheckpointId
}

/** Finds a checkpoint by its id, by the start of it, or as `latest` or `baseline`. */
export async function findCheckpoint(
  repo: CliRepo,
  named: string,
  context: CliContext,
): Promise<Result<FoundCheckpoint, DescribedError>> {
  const store = await findCheckpoints(repo, context)
  if (!store.ok) return store
  if (named === 'baseline') {
    const baseline = await newestBaseline(context.home, repo.layout.repoId)
    if (baseline === null) return err(noBaseline)
    return resolve(store.value, baseline)
  }
  return resolve(store.value, named)
}

/** Where the newest session of a repository started from; null where there was none. */
export async function newestBaseline(home: string, repoId: RepoId): Promise<CheckpointId | null> {
  const sessions = await sessionsOf(home, repoId)
  return sessions.find((session) => session.baseline !== null)?.baseline?.checkpointId ?? null
}

function resolve(store: Store | null, named: string): Result<FoundCheckpoint, DescribedError> {
  const ids = store?.refs.list() ?? []
  const meant = named === 'latest' ? ids.slice(-1) : ids.filter((id) => named !== '' && id.startsWith(named))
  const [id, second] = meant
  if (store === null || id === undefined) return err(describeCheckpointError({ kind: 'no-such-checkpoint', id: named }))
  if (second === undefined) return ok({ store, id })
  return err({
    code: 'ambiguous-checkpoint',
    message: `${count(meant.length, 'checkpoint')} begin with ${displayName(named)}.`,
    next: 'Give more of the id. Look at firebreak checkpoint list.',
  })
}

const noBaseline: DescribedError = {
  code: 'no-baseline',
  message: 'No session was started in this repository yet, so there is no baseline.',
  next: 'Look at firebreak checkpoint list; firebreak diff also takes --from HEAD.',
}
