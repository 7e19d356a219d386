import type { Checkpoint, CheckpointError, CheckpointId } from '../core/checkpoint/checkpoint'
import type {
  InterruptedRestore,
  RestoreError,
  RestoreOutcome,
  RestorePreview,
  UndoableRestore,
} from '../core/checkpoint/restore'
import type { MadePatch } from '../core/diff/made-patch'
import type { PatchError } from '../core/diff/patch-error'
import type { CommitDone, CommitError, CommitPreview } from '../core/repo/commit'
import type { ReviewableFile } from '../core/repo/commit-reviewed'
import type { CommitScan } from '../core/repo/commit-warnings'
import type { CommitId, RepoError, RepoId, RepoStatus } from '../core/repo/repo-status'
import type { RepoPath } from '../core/repo/repo-path'
import type { StagedPath, StageError } from '../core/repo/stage'
import type { UncommitError } from '../core/repo/uncommit'
import type { MarkId } from '../core/review/attribution'
import type { ReviewError } from '../core/review/review-error'
import type { Result } from '../core/result'
import type { StartCheck } from '../core/start/start-check'
import type { Loss } from './repo-facts'

/** A repository that the repo process serves now. */
export interface OpenedRepo {
  readonly repoId: RepoId
  /** Absolute real path of the top level. */
  readonly top: string
  readonly name: string
}

/** Why a checkpoint never counts against the budget and never expires. */
export type PinReason = 'named' | 'kept' | 'rescue'

export interface CheckpointOverview {
  /** Newest first. */
  readonly checkpoints: readonly (Checkpoint & { readonly pinned: PinReason | null })[]
  /** Damaged ones, which cannot be used. */
  readonly broken: readonly CheckpointId[]
  readonly undoable: UndoableRestore | null
  readonly interrupted: InterruptedRestore | null
}

export interface CommitSummary {
  readonly commit: CommitId
  readonly subject: string
  readonly atMs: number
}

/** `what` is what it is called: "Reverted 1 hunk in a.ts". */
export type Reverted = RestoreOutcome & { readonly what: string }

export type RestoreFailure = RestoreError | CheckpointError | RepoError

export interface RepoAnswers {
  open: Result<OpenedRepo, RepoError>
  close: Result<null, never>
  'read-status': Result<RepoStatus, RepoError>
  'consent-filters': Result<null, RepoError>
  'recent-commits': Result<readonly CommitSummary[], RepoError>
  'preview-commit': Result<CommitPreview, RepoError>
  commit: Result<CommitDone, CommitError | RepoError>
  'reviewed-hunks': Result<readonly ReviewableFile[], CheckpointError | RepoError>
  'commit-reviewed': Result<CommitDone, CommitError | RepoError>
  'make-patch': Result<MadePatch, PatchError | CheckpointError | RepoError>
  stage: Result<readonly StagedPath[], StageError | RepoError>
  unstage: Result<readonly StagedPath[], StageError | RepoError>
  'scan-files': Result<{ readonly scan: CommitScan; readonly status: RepoStatus }, RepoError>
  'commit-command': Result<string | null, CommitError | RepoError>
  uncommit: Result<null, UncommitError | RepoError>
  'create-checkpoint': Result<Checkpoint, CheckpointError | RepoError>
  'list-checkpoints': Result<readonly Checkpoint[], CheckpointError | RepoError>
  /** Null when there is no store. */
  'checkpoint-overview': Result<
    (CheckpointOverview & { readonly loss: Loss | null }) | null,
    CheckpointError | RepoError
  >
  'preview-restore': Result<RestorePreview, RestoreFailure>
  restore: Result<RestoreOutcome, RestoreFailure>
  revert: Result<Reverted, RestoreFailure>
  'revert-change': Result<Reverted, RestoreFailure>
  'undo-restore': Result<RestoreOutcome, RestoreFailure>
  'recover-restore': Result<RestoreOutcome, RestoreFailure>
  'forget-checkpoint': Result<{ readonly freedBytes: number }, RestoreFailure>
  'pin-checkpoint': Result<null, CheckpointError | RepoError>
  'capture-rules': Result<null, RepoError>
  'settle-loss': Result<null, CheckpointError | RepoError>
  'thin-checkpoints': Result<{ readonly removed: readonly CheckpointId[] }, CheckpointError | RepoError>
  'begin-session': Result<Checkpoint, CheckpointError | RepoError>
  'confirm-start': Result<StartCheck, CheckpointError | RepoError>
  'resume-session': Result<null, CheckpointError | RepoError>
  /** The session that the scopes compare now: not the one that was asked for while another one is live. */
  'show-session': Result<{ readonly sessionId: string | null }, CheckpointError | RepoError>
  settle: Result<null, RepoError>
  'last-change': Result<null, RepoError>
  'end-session': Result<Checkpoint, CheckpointError | RepoError>
  'review-labels': Result<null, RepoError>
  /** How much was marked; lines are changed lines. */
  'mark-reviewed': Result<
    { readonly hunks: number; readonly lines: number; readonly marks: readonly MarkId[] },
    ReviewError | CheckpointError | RepoError
  >
  /** What was taken back; null when there was nothing. */
  'undo-mark': Result<{ readonly path: RepoPath | null; readonly hunks: number } | null, RepoError>
  'attach-diff': Result<null, RepoError>
}
