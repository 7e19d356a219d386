import type { CheckpointId, CheckpointReason } from '../checkpoint/checkpoint'
import type { CommitId } from '../repo/repo-status'
import { unreachable } from '../result'

/** What the live diff compares. All but `uncommitted` compare captures (or a capture with the disk), so commits and filters do not disturb them. */
export type Scope =
  | { readonly kind: 'last-change' }
  | { readonly kind: 'change'; readonly number: number }
  /** All changes of one turn: from the state before its first change to the one after its last; `to` null is the disk, while it runs. */
  | { readonly kind: 'turn'; readonly turnId: string; readonly from: CheckpointId; readonly to: CheckpointId | null }
  | { readonly kind: 'since-baseline' }
  | { readonly kind: 'uncommitted' }
  /** Any two points of the timeline; `to` null is the disk. */
  | { readonly kind: 'between'; readonly from: CheckpointId; readonly to: CheckpointId | null }

/** Whether two scopes compare the same. */
export function sameScope(a: Scope, b: Scope): boolean {
  return scopeKey(a) === scopeKey(b)
}

/** A text that is equal for equal scopes. */
export function scopeKey(scope: Scope): string {
  switch (scope.kind) {
    case 'change':
      return `change ${scope.number}`
    case 'turn':
      return `turn ${scope.turnId} ${scope.from} ${scope.to ?? 'now'}`
    case 'between':
      return `between ${scope.from} ${scope.to ?? 'now'}`
    case 'last-change':
    case 'since-baseline':
    case 'uncommitted':
      return scope.kind
    default:
      return unreachable(scope)
  }
}

/** How white space counts when lines are compared; `exact` is what everything but reading uses. */
export type Whitespace = 'exact' | 'ignore-at-end' | 'ignore-amount' | 'ignore-all'

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
