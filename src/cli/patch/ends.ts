import { type DescribedError, describeCheckpointError } from '../../core/errors/describe-error'
import { err, ok, type Result } from '../../core/result'
import type { CatFile } from '../../repo/git/cat-file'
import { findCheckpoints } from '../open-checkpoints'
import type { CliRepo } from '../open-repo'
import { sessionsOf } from '../sessions'
import type { CliContext } from '../verb'
import { checkpointDifference } from './checkpoint-difference'
import { headAgainstCheckpoint, headAgainstDisk } from './head-difference'
import type { TreeDifference } from './path-change'

/** What is compared. */
export interface Ends {
  /** A checkpoint, or null for HEAD. */
  readonly from: string | null
  /** A later checkpoint, or null for the disk. */
  readonly to: string | null
}

/** Reads `--from ID|baseline|HEAD` and `--to ID|worktree`. Without `--from`: the newest baseline, or HEAD where there is none. */
export async function readEnds(
  wanted: { readonly from: string | undefined; readonly to: string | undefined },
  { layout }: CliRepo,
  { home }: CliContext,
): Promise<Result<Ends, DescribedError>> {
  const to = wanted.to === undefined || wanted.to === 'worktree' ? null : wanted.to
  if (wanted.from === 'HEAD') return ok({ from: null, to })
  if (wanted.from !== undefined && wanted.from !== 'baseline') return ok({ from: wanted.from, to })
  const sessions = await sessionsOf(home, layout.repoId)
  const baseline = sessions.find((session) => session.baseline !== null)?.baseline?.checkpointId ?? null
  if (baseline !== null || wanted.from === undefined) return ok({ from: baseline, to })
  return err({
    code: 'no-baseline',
    message: 'No session was started in this repository yet, so there is no baseline.',
    next: 'Use --from HEAD, or a checkpoint of firebreak checkpoint list.',
  })
}

/** How the two ends differ. The answer is read through `catFile`, so it has to stay open until then. */
export async function compareEnds(
  { from, to }: Ends,
  repo: CliRepo,
  catFile: CatFile,
  context: CliContext,
): Promise<Result<TreeDifference, DescribedError>> {
  const named = from ?? to
  if (named === null) return headAgainstDisk(repo, catFile, context.clock)
  const store = await findCheckpoints(repo, context)
  if (!store.ok) return store
  if (store.value === null) return err(describeCheckpointError({ kind: 'no-such-checkpoint', id: named }))
  return from === null
    ? headAgainstCheckpoint(repo, catFile, store.value, named)
    : checkpointDifference(store.value, from, to)
}
