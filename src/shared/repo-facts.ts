import type { Checkpoint, CheckpointError, CheckpointId } from '../core/checkpoint/checkpoint'
import type { CommitScan } from '../core/repo/commit-warnings'
import type { CommitId, RepoError, RepoId, RepoStatus } from '../core/repo/repo-status'
import type { RepoPath } from '../core/repo/repo-path'
import type { ReviewView } from '../core/review/review-view'
import type { WatchState } from '../core/repo/watch-state'
import type { Change } from '../core/session/change'

/** Files that are gone, and the pinned checkpoint that still has them. */
export interface Loss {
  readonly atMs: number
  readonly files: number
  /** At most the first 50, sorted. */
  readonly paths: readonly RepoPath[]
  readonly checkpointId: CheckpointId
  /** What did it, as far as it can be told. */
  readonly cause: 'reset' | 'branch-deleted' | 'deleted'
  /** With `branch-deleted`: which, and the commit it pointed to. */
  readonly branch?: { readonly name: string; readonly commit: CommitId }
}

/** What the repo process says by itself. */
export type RepoFact =
  | { readonly type: 'status-read'; readonly repoId: RepoId; readonly status: RepoStatus; readonly readAtMs: number }
  | { readonly type: 'status-failed'; readonly repoId: RepoId; readonly error: RepoError }
  | { readonly type: 'watch-changed'; readonly repoId: RepoId; readonly watch: WatchState }
  | {
      readonly type: 'change-closed'
      readonly repoId: RepoId
      readonly change: Change
      readonly checkpoint: Checkpoint
    }
  | {
      readonly type: 'checkpoint-failed'
      readonly repoId: RepoId
      readonly sessionId: string | null
      readonly error: CheckpointError | RepoError
    }
  /** What is found in the content of the uncommitted files is another thing than before. */
  | { readonly type: 'commit-scanned'; readonly repoId: RepoId; readonly scan: CommitScan }
  /** A checkpoint was made, forgotten or pinned, by whatever process, or a restore began or ended. */
  | { readonly type: 'checkpoints-changed'; readonly repoId: RepoId }
  /** Where the review of the repository stands. */
  | { readonly type: 'review-changed'; readonly repoId: RepoId; readonly review: ReviewView }
  /** Files of a session's repository are gone that nothing but a checkpoint holds any more. */
  | { readonly type: 'files-disappeared'; readonly repoId: RepoId; readonly loss: Loss }
