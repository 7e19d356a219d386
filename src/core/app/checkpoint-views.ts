import type { CheckpointId, CheckpointReason, Uncaptured } from '../checkpoint/checkpoint'
import type { KeptPath } from '../checkpoint/restore'
import type { RepoPath } from '../repo/repo-path'
import type { ProblemView } from './problem-view'

/** The timeline of checkpoints of one repository, as home and the live diff window show it. */
export interface CheckpointsView {
  /** Newest first, at most 200. */
  readonly items: readonly CheckpointItem[]
  /** How many there are in all; null while it is not known. */
  readonly total: number | null
  /** How many are damaged and cannot be used. */
  readonly broken: number
  /** Why the list cannot be shown. */
  readonly problem: ProblemView | null
  /** What "Undo restore" would take back (or, after an undo, "Redo restore" bring again); null when there is nothing. */
  readonly undo: { readonly kind: 'restore' | 'undo'; readonly atMs: number; readonly files: number } | null
  /** A restore that was killed: the user says whether it is finished or undone. */
  readonly interrupted: { readonly kind: 'restore' | 'undo'; readonly atMs: number; readonly files: number } | null
  /** Files that disappeared; until the user restored them or said that it is fine. */
  readonly loss: LossView | null
  /** A preview the user asked for, shown by that window only. */
  readonly preview: RestorePreviewView | null
  readonly running: null | 'preview' | 'restore' | 'undo' | 'recover' | 'forget' | 'capture'
  /** What the last restore, undo or recovery did, or why it did not; until it is closed. */
  readonly outcome: RestoreOutcomeView | null
}

export interface CheckpointItem {
  readonly id: CheckpointId
  readonly atMs: number
  readonly label: string
  readonly reason: CheckpointReason
  readonly complete: boolean
  /** At most 20 of what is missing in a partial one. */
  readonly uncaptured: readonly Uncaptured[]
  readonly uncapturedCount: number
  readonly sessionId: string | null
  readonly files: number
  /** Why it never expires. */
  readonly pinned: 'named' | 'kept' | 'rescue' | null
}

export interface LossView {
  readonly atMs: number
  readonly files: number
  readonly paths: readonly RepoPath[]
  readonly checkpointId: CheckpointId
  readonly cause: 'reset' | 'branch-deleted' | 'deleted'
  /** With `branch-deleted`: which, and the commit it pointed to. */
  readonly branch?: { readonly name: string; readonly commit: string }
}

/** The exact lists; each is cut after 5,000 paths, the counts are whole. */
export interface RestorePreviewView {
  readonly window: 'home' | 'diff'
  readonly checkpointId: CheckpointId
  readonly atMs: number
  readonly label: string
  /** Null stands for everything. */
  readonly paths: readonly RepoPath[] | null
  readonly write: readonly RepoPath[]
  readonly delete: readonly RepoPath[]
  readonly keep: readonly KeptPath[]
  readonly writeCount: number
  readonly deleteCount: number
  readonly keepCount: number
  /** What is staged goes back as well. */
  readonly staged: boolean
  /** Files there are now, to say which share of them goes. */
  readonly filesNow: number
  /** Above 30 % deletions: the number has to be confirmed. */
  readonly confirmDeletions: boolean
}

export type RestoreOutcomeView =
  | {
      readonly kind: 'done'
      readonly what: 'restore' | 'undo'
      /** What it is called, where it was a part of files: "Reverted 1 hunk in a.ts". */
      readonly words?: string
      readonly restored: number
      readonly deleted: number
      /** At most 200. */
      readonly conflicts: readonly KeptPath[]
      readonly conflictCount: number
      readonly index: 'restored' | 'locked' | 'unchanged'
    }
  | ({ readonly kind: 'failed' } & ProblemView)
