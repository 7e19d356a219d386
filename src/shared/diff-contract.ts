import type { FileDiff } from '../core/diff/file-diff'
import type { SentFile } from '../core/diff/file-update'
import type { Scope, ScopeEnd, Whitespace } from '../core/diff/scope'
import type { RepoPath } from '../core/repo/repo-path'
import type { SentReview } from '../core/review/file-review'

/** What the live diff window says to the repo process, over its own MessagePort. */
export type DiffRequest =
  | { readonly type: 'show'; readonly scope: Scope; readonly whitespace: Whitespace }
  /** The batch with this number is painted; the next one may come. At most one is on its way. */
  | { readonly type: 'painted'; readonly batch: number }
  /** Files whose body was `not-loaded` and that are on screen now. */
  | { readonly type: 'load'; readonly paths: readonly RepoPath[] }
  /** The whole content of one side of a file of the scope: for images, unchanged lines around a hunk, and syntax colours. */
  | { readonly type: 'content'; readonly ask: number; readonly path: RepoPath; readonly side: 'old' | 'new' }

/** What is shown changes with these; at most one is on its way that is not painted yet. */
export type DiffBatch =
  /** Replaces everything shown: the scope was chosen, or its ends moved. Files are sorted by path. */
  | {
      readonly type: 'scope'
      readonly batch: number
      readonly scope: Scope
      readonly from: ScopeEnd
      readonly to: ScopeEnd
      readonly whitespace: Whitespace
      readonly files: readonly FileDiff[]
    }
  /** Only what moved since the last batch. `savedAtMs` is when the watcher first heard of the oldest save in it. */
  | {
      readonly type: 'delta'
      readonly batch: number
      readonly scope: Scope
      readonly changed: readonly SentFile[]
      readonly gone: readonly RepoPath[]
      readonly savedAtMs: number
    }
  /** The scope has nothing to compare yet: no session (no baseline), or no change yet. */
  | {
      readonly type: 'nothing'
      readonly batch: number
      readonly scope: Scope
      readonly why: 'no-baseline' | 'no-change'
    }
  | {
      readonly type: 'failed'
      readonly batch: number
      readonly scope: Scope
      readonly message: string
      readonly next: string
    }

/** What the repo process says to the live diff window. */
export type DiffMessage =
  | DiffBatch
  /** Where the hunks of these files stand in the review; it follows the scope or delta that showed them, and every mark. */
  | { readonly type: 'review'; readonly scope: Scope; readonly files: readonly SentReview[] }
  /** Answers `content`. `bytes` is null when there is no such side, or when it is unreadable or too large even for a picture. */
  | {
      readonly type: 'content'
      readonly ask: number
      readonly bytes: Uint8Array | null
      /** Bytes; null when there is no such side. */
      readonly size: number | null
    }
