import type { RepoPath } from '../repo/repo-path'
import type { CheckpointId } from './checkpoint'

/**
 * A path that a restore leaves as it is, and why: `CHANGED_MEANWHILE` (written after the preview or after the safety
 * checkpoint), `NOT_IN_CHECKPOINT` (the checkpoint does not know what was there), `NOT_IN_SAFETY` (it could not be
 * captured now, so it could not be had back), `COMMIT_GONE` (of an index: it names what only a commit held that is gone),
 * `NAME_COLLISION` (this disk takes its name for another's), or the errno name of what the system refused.
 */
export interface KeptPath {
  readonly path: RepoPath
  readonly why: string
}

/** What a restore would do, file by file. Paths are sorted. */
export interface RestorePreview {
  /** Written anew or over what is there now (also when only the permissions differ). */
  readonly write: readonly RepoPath[]
  readonly delete: readonly RepoPath[]
  readonly keep: readonly KeptPath[]
  /** What is staged now is not what was staged then, and goes back with everything. */
  readonly staged: boolean
  /** Files and symlinks there are now, to say what share of them goes. */
  readonly filesNow: number
  /** Names what was looked at: a restore that is given it keeps what changed since. */
  readonly seen: CheckpointId
}

/** What a restore did. It is undone by restoring `safety`, which `undo` does. */
export interface RestoreOutcome {
  readonly restored: readonly RepoPath[]
  readonly deleted: readonly RepoPath[]
  readonly conflicts: readonly KeptPath[]
  /** The full checkpoint that was taken right before. */
  readonly safety: CheckpointId
  /** git's index: put back, in the way of a lock that somebody else holds, or not part of this restore. */
  readonly index: 'restored' | 'locked' | 'unchanged'
}

/** The latest restore of a work tree that can be undone; undoing an undo is a redo. */
export interface UndoableRestore {
  readonly kind: 'restore' | 'undo'
  readonly atMs: number
  readonly target: CheckpointId
  readonly safety: CheckpointId
  /** Paths it touched. */
  readonly files: number
}

/** A restore that did not come to its end because its process was killed. */
export interface InterruptedRestore {
  readonly kind: 'restore' | 'undo'
  readonly atMs: number
  readonly target: CheckpointId
  readonly safety: CheckpointId
  readonly files: number
}

export type RestoreError =
  /** An earlier restore was interrupted: it has to be finished or undone first. */
  | { readonly kind: 'restore-interrupted'; readonly atMs: number; readonly files: number }
  | { readonly kind: 'nothing-to-undo' }
  | { readonly kind: 'nothing-to-recover' }
  /** The text of the hunk is not there any more. */
  | { readonly kind: 'changed-meanwhile'; readonly path: RepoPath }
  /** What stood there before cannot be known without running a program of the repository, or is no file. */
  | {
      readonly kind: 'cannot-revert'
      readonly path: RepoPath
      readonly why: 'filter' | 'submodule' | 'unreadable'
    }
  /** More than this share would be deleted and the caller has not said the number. */
  | { readonly kind: 'many-deletions'; readonly deleted: number; readonly filesNow: number }

/** Above this share of the files there are, deleting needs a confirmation that says the number. */
const manyDeletions = 0.3

export function needsDeletionConfirmed(preview: Pick<RestorePreview, 'delete' | 'filesNow'>): boolean {
  return preview.delete.length > preview.filesNow * manyDeletions
}
