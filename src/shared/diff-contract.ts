import type { FileDiff } from '../core/diff/file-diff'
import type { Scope, ScopeEnd } from '../core/diff/scope'
import type { RepoPath } from '../core/repo/repo-path'

/** What the live diff window says to the repo process, over its own MessagePort. */
export type DiffRequest =
  | { readonly type: 'show'; readonly scope: Scope }
  /** The batch with this number is painted; the next one may come. At most one is on its way. */
  | { readonly type: 'painted'; readonly batch: number }
  /** Files whose body was `not-loaded` and that are on screen now. */
  | { readonly type: 'load'; readonly paths: readonly RepoPath[] }

/** What the repo process says to the live diff window. */
export type DiffMessage =
  /** Replaces everything shown: the scope was chosen, or its ends moved. Files are sorted by path. */
  | {
      readonly type: 'scope'
      readonly batch: number
      readonly scope: Scope
      readonly from: ScopeEnd
      readonly to: ScopeEnd
      readonly files: readonly FileDiff[]
    }
  /** Only what moved since the last batch. `savedAtMs` is when the watcher first heard of the oldest save in it. */
  | {
      readonly type: 'delta'
      readonly batch: number
      readonly scope: Scope
      readonly changed: readonly FileDiff[]
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
