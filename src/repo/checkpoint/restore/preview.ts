import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RestoreError, RestorePreview } from '../../../core/checkpoint/restore'
import { createPathFilter, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { Result } from '../../../core/result'
import { againWhenPruned } from '../again-when-pruned'
import type { CaptureLimits } from '../capture-limits'
import { attempt, type StoreError } from '../fault'
import { createNestedRepos } from '../nested-repo'
import { scanWorkTree, type WorkTreeScan } from '../scan-work-tree'
import type { Store } from '../store'
import { planRestore } from './plan-restore'
import { keepSeen } from './seen'

export interface PreviewRequest {
  readonly checkpointId: CheckpointId
  /** Files, and folders that stand for all in them; null for everything. */
  readonly paths: readonly RepoPath[] | null
  readonly limits?: CaptureLimits
}

/**
 * What `restore` would do now, from a full look at the disk. It changes nothing and publishes nothing; it remembers what
 * it saw under `seen`, so that the restore keeps what changes in between. Errors: `no-such-checkpoint`, and those of
 * `captureFull`.
 */
export function previewRestore(
  store: Store,
  { checkpointId, paths, limits = store.limits() }: PreviewRequest,
): Promise<Result<RestorePreview, StoreError | RestoreError>> {
  const look = async () => {
    const target = await store.record(checkpointId)
    const now = await scanNow(store, limits)
    const plan = await planRestore(store, now, target, createPathFilter(paths))
    const pathsOf = (wanted: (step: RestoreStep) => boolean) => plan.steps.filter(wanted).map(({ path }) => path)
    return {
      write: pathsOf(({ to }) => to !== null),
      delete: pathsOf(({ to }) => to === null),
      keep: plan.keep,
      filesNow: now.files,
      seen: await keepSeen(store, checkpointId, paths, plan),
    }
  }
  return attempt(store.folder, () => againWhenPruned(store, look))
}

async function scanNow(store: Store, limits: CaptureLimits): Promise<WorkTreeScan> {
  const repos = createNestedRepos(store.layout, store.gitDir)
  try {
    return await scanWorkTree(store, limits, repos)
  } finally {
    repos.close()
  }
}
