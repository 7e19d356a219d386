import type { RepoPath } from '../repo/repo-path'
import type { RepoStatus } from '../repo/repo-status'

/** What has happened in a repository since the baseline of a start was begun. */
export interface StartCheck {
  /** Git's answer of just now. */
  readonly status: RepoStatus
  readonly headMoved: boolean
  /** Something else is staged, the bytes on disk being the same. */
  readonly indexChanged: boolean
  /** Files that are not as the baseline has them, without ignored ones; sorted. */
  readonly written: readonly RepoPath[]
  /** Held-back files that the baseline does not hold. */
  readonly uncovered: readonly RepoPath[]
}
