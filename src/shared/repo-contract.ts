import type { Checkpoint, CheckpointError, CheckpointId, CheckpointReason } from '../core/checkpoint/checkpoint'
import type { CommitDone, CommitError, CommitIdentity, CommitPreview } from '../core/repo/commit'
import type { CommitId, RepoError, RepoId, RepoStatus } from '../core/repo/repo-status'
import type { RepoPath } from '../core/repo/repo-path'
import type { WatchState } from '../core/repo/watch-state'
import type { Result } from '../core/result'
import type { Change } from '../core/session/change'

/** A repository that the repo process serves now. */
export interface OpenedRepo {
  readonly repoId: RepoId
  /** Absolute real path of the top level. */
  readonly top: string
  readonly name: string
}

export interface CommitSummary {
  readonly commit: CommitId
  readonly subject: string
  readonly atMs: number
}

/**
 * What main asks of the repo process. Each names its repository; `open` names it by the hash of the folder's top level,
 * which the repo process proves before it serves it. The answer's type stands in `RepoAnswers` under the same name.
 */
export type RepoRequest =
  | {
      readonly type: 'open'
      readonly repoId: RepoId
      readonly folder: string
      readonly consentedFilters: readonly string[]
    }
  | { readonly type: 'close'; readonly repoId: RepoId }
  | { readonly type: 'read-status'; readonly repoId: RepoId }
  | { readonly type: 'consent-filters'; readonly repoId: RepoId; readonly filters: readonly string[] }
  | { readonly type: 'recent-commits'; readonly repoId: RepoId; readonly count: number }
  | { readonly type: 'preview-commit'; readonly repoId: RepoId }
  | {
      readonly type: 'commit'
      readonly repoId: RepoId
      readonly files: readonly RepoPath[]
      readonly message: string
      readonly identity: CommitIdentity | null
    }
  | {
      readonly type: 'create-checkpoint'
      readonly repoId: RepoId
      readonly label: string
      readonly reason: CheckpointReason
    }
  | { readonly type: 'list-checkpoints'; readonly repoId: RepoId }
  /** Takes the baseline (a full checkpoint) and closes changes from now on. */
  | { readonly type: 'begin-session'; readonly repoId: RepoId; readonly sessionId: string }
  /** The same session again, after a restart of the app or of the repo process: its baseline stays. */
  | {
      readonly type: 'resume-session'
      readonly repoId: RepoId
      readonly sessionId: string
      readonly baseline: CheckpointId
      readonly lastCheckpoint: CheckpointId
      readonly lastChange: number
    }
  /** Codex reported a tool call or a turn done: the open change closes now. */
  | { readonly type: 'settle'; readonly repoId: RepoId; readonly sessionId: string }
  /** Closes the open change and takes the end checkpoint. The scopes of the session stay readable until the next one. */
  | { readonly type: 'end-session'; readonly repoId: RepoId; readonly sessionId: string }
  /** Comes with one MessagePort that speaks `diff-contract.ts`. */
  | { readonly type: 'attach-diff'; readonly repoId: RepoId }

export interface RepoAnswers {
  open: Result<OpenedRepo, RepoError>
  close: Result<null, never>
  'read-status': Result<RepoStatus, RepoError>
  'consent-filters': Result<null, RepoError>
  'recent-commits': Result<readonly CommitSummary[], RepoError>
  'preview-commit': Result<CommitPreview, RepoError>
  commit: Result<CommitDone, CommitError | RepoError>
  'create-checkpoint': Result<Checkpoint, CheckpointError | RepoError>
  'list-checkpoints': Result<readonly Checkpoint[], CheckpointError | RepoError>
  'begin-session': Result<Checkpoint, CheckpointError | RepoError>
  'resume-session': Result<null, CheckpointError | RepoError>
  settle: Result<null, RepoError>
  'end-session': Result<Checkpoint, CheckpointError | RepoError>
  'attach-diff': Result<null, RepoError>
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
  | { readonly type: 'checkpoints-changed'; readonly repoId: RepoId }

/** The envelope of the channel between main and the repo process. */
export type ToRepoProcess = { readonly id: number; readonly request: RepoRequest }
export type FromRepoProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: RepoAnswers[keyof RepoAnswers] }
  | { readonly kind: 'fact'; readonly fact: RepoFact }
