import type { CheckpointId } from '../checkpoint/checkpoint'
import type { FileChangeKind } from '../diff/file-diff'
import type { FileLines } from '../diff/line-total'
import type { RepoPath } from '../repo/repo-path'
import type { CommitId } from '../repo/repo-status'

/**
 * One file of a change. Times are when the watcher saw its first and last write, in milliseconds since the Unix epoch.
 * Lines are 0 where there are none (binary, mode only), and null where nobody counted them (too large, too many files).
 */
export interface ChangedFileInChange extends FileLines {
  readonly path: RepoPath
  readonly firstWriteMs: number
  readonly lastWriteMs: number
  readonly kind: FileChangeKind
}

/** HEAD pointed to `from` when the change began and to `to` when it closed. `branch` is where it is now; null is detached. */
export interface HeadMove {
  readonly from: CommitId | null
  readonly to: CommitId | null
  readonly branch: string | null
  /** The branch it was on before; null was detached, or is not known. */
  readonly fromBranch: string | null
  /** What git did, as far as it can be told. */
  readonly kind: 'commit' | 'amend' | 'switch' | 'reset' | 'pull' | 'merge' | 'rebase' | 'other'
}

/** A restore of Firebreak's wrote this change. `atMs` is when the checkpoint was made that was restored. */
export interface RestoredFrom {
  /** An undo goes back to what was there before a restore, a redo to what the restore had made. */
  readonly kind: 'restore' | 'undo' | 'redo'
  readonly checkpointId: CheckpointId
  readonly atMs: number
  /** "Reverted 1 hunk in a.ts", where it was not all of some files that went back. */
  readonly what?: string | undefined
}

/**
 * The writes between two moments of rest in a session, as the disk shows them. Who wrote them and in which turn is not part
 * of it: Codex reports that later, so `labelChange` works it out each time a change is shown.
 */
export interface Change {
  /** Counts from 1 within the session. */
  readonly number: number
  readonly sessionId: string
  readonly firstWriteMs: number
  readonly lastWriteMs: number
  readonly closedAtMs: number
  /** The state of the work tree after this change; null when it could not be captured. */
  readonly checkpointId: CheckpointId | null
  /** The state it is compared with: the checkpoint before, or the baseline. */
  readonly previousCheckpointId: CheckpointId | null
  /** Sorted by path. Empty when only HEAD moved. */
  readonly files: readonly ChangedFileInChange[]
  readonly headMoved: HeadMove | null
  readonly restored: RestoredFrom | null
}
