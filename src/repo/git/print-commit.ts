import type { CommitError, CommitIdentity } from '../../core/repo/commit'
import { commitCommand } from '../../core/repo/commit-command'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { planCommit } from './commit-plan'
import type { GitRunner } from './git-port'
import { readStatus } from './read-status'
import type { RepoLayout } from './repo-layout'

/** The commit of these files as a command for a terminal, as things are now; null when it would be too long. Runs nothing of it. */
export async function printCommit(
  runner: GitRunner,
  layout: RepoLayout,
  wish: {
    readonly files: readonly RepoPath[]
    readonly message: string
    readonly identity: CommitIdentity | null
  },
): Promise<Result<string | null, CommitError | RepoError>> {
  const status = await readStatus(runner, layout, { consentedFilters: new Set(), withLines: false })
  if (!status.ok) return status
  const plan = await planCommit(layout.top, status.value, wish.files)
  if (!plan.ok) return plan
  const { message, identity } = wish
  const unborn = status.value.head.commit === null
  return ok(commitCommand({ top: layout.top, plan: plan.value, message, identity, unborn }))
}
