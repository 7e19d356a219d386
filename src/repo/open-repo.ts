import type { RepoError, RepoId } from '../core/repo/repo-status'
import { err, ok, type Result } from '../core/result'
import { readHead } from './checkpoint/read-head'
import { readLayout } from './git/layout'
import { createRepoService } from './repo-service'
import type { RepoService, RepoServiceDeps } from './repo-service-port'
import { readTrackedNames } from './watch/tracked-names'

/**
 * Opens the repository that a folder lies in. The folder's top level must be the one that `repoId` names, or it is
 * `outside-worktree`: whoever asked would otherwise be shown another repository than the one they mean.
 */
export async function openRepoService(
  deps: RepoServiceDeps,
  request: { readonly repoId: RepoId; readonly folder: string; readonly consentedFilters: readonly string[] },
): Promise<Result<RepoService, RepoError>> {
  const layout = await readLayout(deps.runner, request.folder, deps)
  if (!layout.ok) return layout
  if (layout.value.repoId !== request.repoId) {
    return err({ kind: 'outside-worktree', path: request.folder, workTree: layout.value.top })
  }
  const tracked = await readTrackedNames(deps.runner, layout.value)
  if (!tracked.ok) return tracked
  const head = readHead(layout.value.gitDir, layout.value.commonDir)
  return ok(createRepoService(deps, layout.value, { tracked: tracked.value, head }, request.consentedFilters))
}
