import type { CheckpointId, CheckpointReason } from '../checkpoint/checkpoint'
import type { CommitId } from '../repo/repo-status'

/** What the live diff compares. All but `uncommitted` compare captures (or a capture with the disk), so commits and filters do not disturb them. */
export type Scope =
  | { readonly kind: 'last-change' }
  | { readonly kind: 'change'; readonly number: number }
  | { readonly kind: 'since-baseline' }
  | { readonly kind: 'uncommitted' }

/** One end of a scope, for the header that names both. */
export type ScopeEnd =
  | {
      readonly kind: 'checkpoint'
      readonly id: CheckpointId
      readonly atMs: number
      readonly reason: CheckpointReason
    }
  | { readonly kind: 'commit'; readonly commit: CommitId }
  | { readonly kind: 'disk' }
