import type { RepoPath } from '../repo/repo-path'

/** Sortable by time within one repository: base-36 sequence and random part. */
export type CheckpointId = string

/** Why a checkpoint was made. */
export type CheckpointReason =
  | 'session-start'
  | 'session-end'
  | 'change'
  | 'by-hand'
  | 'before-restore'
  | 'before-commit'
  | 'reconcile'

/**
 * A path whose bytes are not in the checkpoint, and why (an errno name, `TOO_BIG`, `NOT_REGULAR`, `KEEPS_CHANGING`,
 * `BAD_NAME`). `.git/index` of a repository stands for content that only the index names (`MISSING`, `TOO_BIG`,
 * `DAMAGED`), its `.git` for a repository inside that could not be read or is not the folder's own (`NESTED_REPO`).
 */
export interface Uncaptured {
  readonly path: RepoPath
  readonly why: string
}

/** One byte-exact, hidden, restorable capture of the work tree. */
export interface Checkpoint {
  readonly id: CheckpointId
  /** Order within the repository; time can jump, this cannot. */
  readonly sequence: number
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number
  readonly label: string
  readonly reason: CheckpointReason
  readonly sessionId: string | null
  /** HEAD at the moment of capture; null on an unborn branch. */
  readonly head: string | null
  readonly branch: string | null
  /** `full` scanned the tree, `hinted` applied the paths that the watcher named to the last tree. */
  readonly scan: 'full' | 'hinted'
  /** False when something could not be captured; such a checkpoint is called partial. */
  readonly complete: boolean
  readonly uncaptured: readonly Uncaptured[]
  /** Number of captured entries and the sum of their sizes in bytes. */
  readonly files: number
  readonly bytes: number
  /** Bytes that the content of the work tree added to the store (compressed; 0 when nothing was new). */
  readonly newBytes: number
}

export type CheckpointError =
  | { readonly kind: 'store-busy'; readonly waitedMs: number }
  | { readonly kind: 'store-corrupt'; readonly detail: string }
  | { readonly kind: 'no-space'; readonly path: string }
  | { readonly kind: 'read-only'; readonly path: string }
  | { readonly kind: 'no-such-checkpoint'; readonly id: CheckpointId }
  /** It cannot be forgotten while a live session or an interrupted restore needs it. */
  | { readonly kind: 'checkpoint-needed'; readonly id: CheckpointId; readonly by: 'session' | 'restore' }
  /** What a change compares was forgotten or thinned out: what was there before it, after it, or both. */
  | { readonly kind: 'change-not-kept'; readonly number: number; readonly gone: 'before' | 'after' | 'both' }
  /** Any other failed file operation on the store; `code` is an errno name such as EIO. */
  | { readonly kind: 'store-failed'; readonly path: string; readonly code: string }
