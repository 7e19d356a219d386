import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Result } from '../../core/result'
import type { CaptureLimits } from './capture-limits'
import { attempt, type StoreError } from './fault'
import { createNestedRepos } from './nested-repo'
import { withoutLeftOut, type TreeChange } from './read'
import { repoPath } from './raw-path'
import { scanWorkTree } from './scan-work-tree'
import type { Store } from './store'
import { diffTrees } from './tree-walk'

export interface DiskComparison {
  /** Paths that differ, `old` as in the checkpoint, `new` as on disk now. */
  readonly changes: readonly TreeChange[]
  /** Paths of which the disk side is not known, because they could not be read. */
  readonly uncaptured: readonly { readonly path: RepoPath; readonly why: string }[]
}

/**
 * Which paths differ between a checkpoint and the disk: the reconcile that finds what the watcher lost. It reads the
 * names and times of the whole work tree and the contents of what changed since the last scan, with the store's own
 * index, so the user's index is never written. It publishes nothing; errors as with `captureFull`.
 */
export function compareDisk(
  store: Store,
  id: CheckpointId,
  limits: CaptureLimits = store.limits(),
): Promise<Result<DiskComparison, StoreError>> {
  return attempt(store.folder, async () => {
    const { work, details } = await store.record(id)
    const repos = createNestedRepos(store.layout, store.gitDir)
    try {
      const scan = await scanWorkTree(store, limits, repos)
      const changes = await diffTrees(store.objects, work, scan.work)
      return {
        changes: withoutLeftOut(
          changes.map((change) => ({ ...change, path: repoPath(change.path) })),
          [...details.leftOut, ...scan.details.leftOut],
        ),
        uncaptured: scan.details.uncaptured,
      }
    } finally {
      repos.close()
    }
  })
}
