import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Result } from '../../core/result'
import { applyHints } from './apply-hints'
import { attempt, type StoreError } from './fault'
import { createNestedRepos } from './nested-repo'
import { repoPath } from './raw-path'
import type { Store } from './store'
import { editTree } from './tree-edit'
import { diffTrees } from './tree-walk'

/**
 * Which of the paths (a folder stands for all in it) the disk has otherwise than the checkpoint, byte for byte; sorted.
 * Cost follows the number of paths. It publishes nothing; errors as with `captureChange`.
 */
export function comparePaths(
  store: Store,
  id: CheckpointId,
  paths: readonly RepoPath[],
): Promise<Result<readonly RepoPath[], StoreError>> {
  return attempt(store.folder, async () => {
    if (paths.length === 0) return []
    const base = await store.record(id)
    const repos = createNestedRepos(store.layout, store.gitDir)
    const batch = store.objects.openBatch()
    try {
      const { found } = await applyHints(store, base, { paths }, batch, store.limits(), repos)
      const now = await editTree(store.objects, batch, base.work, found.edits)
      const changes = await diffTrees(store.objects, base.work, now)
      return changes.map(({ path }) => repoPath(path)).toSorted()
    } finally {
      repos.close()
      await batch.discard()
    }
  })
}
