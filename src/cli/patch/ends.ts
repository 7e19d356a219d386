import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { DescribedError } from '../../core/errors/described-error'
import { ok, type Result } from '../../core/result'
import type { Store } from '../../repo/checkpoint/store'
import type { CatFile } from '../../repo/git/cat-file'
import type { CliRepo } from '../open-repo'
import { findCheckpoint, newestBaseline } from '../resolve-checkpoint'
import type { CliContext } from '../verb'
import { checkpointDifference } from './checkpoint-difference'
import { headAgainstCheckpoint, headAgainstDisk } from './head-difference'
import type { TreeDifference } from './path-change'

/** What is compared. */
export interface Ends {
  /** A checkpoint, or null for HEAD. */
  readonly from: CheckpointId | null
  /** Another checkpoint, or null for the disk. */
  readonly to: CheckpointId | null
  /** Holds the checkpoints; null when neither end is one. */
  readonly store: Store | null
}

/**
 * Reads `--from ID|baseline|HEAD` and `--to ID|worktree`, where an id may be its start, or `latest`. Without `--from`: the
 * newest baseline, or HEAD where there is none.
 */
export async function readEnds(
  wanted: { readonly from: string | undefined; readonly to: string | undefined },
  repo: CliRepo,
  context: CliContext,
): Promise<Result<Ends, DescribedError>> {
  const fromNamed = wanted.from ?? (await newestBaseline(context.home, repo.layout.repoId)) ?? 'HEAD'
  const from = fromNamed === 'HEAD' ? null : await findCheckpoint(repo, fromNamed, context)
  if (from?.ok === false) return from
  const toNamed = wanted.to ?? 'worktree'
  const to = toNamed === 'worktree' ? null : await findCheckpoint(repo, toNamed, context)
  if (to?.ok === false) return to
  return ok({
    from: from?.value.id ?? null,
    to: to?.value.id ?? null,
    store: from?.value.store ?? to?.value.store ?? null,
  })
}

/** How the two ends differ. The answer is read through `catFile`, so it has to stay open until then. */
export async function compareEnds(
  { from, to, store }: Ends,
  repo: CliRepo,
  catFile: CatFile,
  context: CliContext,
): Promise<Result<TreeDifference, DescribedError>> {
  if (store !== null && from !== null) return checkpointDifference(store, from, to)
  if (store !== null && to !== null) return headAgainstCheckpoint(repo, catFile, store, to)
  return headAgainstDisk(repo, catFile, context.clock)
}
