import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import type { FileDiff } from '../../core/diff/file-diff'
import type { ScopeEnd, Whitespace } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { Stamp } from './disk-side'
import type { Side } from './side'

/** One file as compared just now. The blob ids are there for files that came or went whole, to find renames by. */
export interface Compared {
  readonly diff: FileDiff
  readonly oldBlob: string | null
  readonly newBlob: string | null
}

/** The two ends of a scope at one moment, and everything that can be asked of them. */
export interface ScopeView {
  readonly from: ScopeEnd
  readonly to: ScopeEnd
  /** The new end is the disk, so the answers move as files do. */
  readonly live: boolean
  /** The path under which a save shows: that of the repository inside, where this scope sees only its commit. */
  shownAs(path: RepoPath): RepoPath
  /** What was learned about folders since the last call may be another answer now. */
  newBatch(): void
  /** Paths that may differ; every one that does is among them. */
  candidates(): Promise<Result<readonly RepoPath[], RepoError | CheckpointError>>
  /** Asks at once what would otherwise be asked for each of these paths. */
  prepare(paths: readonly RepoPath[]): Promise<void>
  /** Null when both ends are the same there. */
  compare(path: RepoPath, signal: AbortSignal, whitespace: Whitespace): Promise<Compared | null>
  /**
   * The same without reading content: the body is `not-loaded`, and a file that was only touched may be in it. `stamp`
   * is what `stamp` said of the path just now.
   */
  outline(path: RepoPath, stamp: Stamp | null): Promise<Compared | null>
  /** What stands at a path at one of the ends. */
  read(path: RepoPath, side: 'old' | 'new'): Promise<Side>
  /** Files of the old end below a path, which may have vanished as a folder. */
  below(path: RepoPath): Promise<readonly RepoPath[]>
  /** What tells the live end of a path apart from before without reading it; null when nothing is there. */
  stamp(path: RepoPath): Stamp | null
}

export type ResolvedScope =
  | { readonly kind: 'view'; readonly view: ScopeView }
  | { readonly kind: 'nothing'; readonly why: 'no-baseline' | 'no-change' }
  | { readonly kind: 'failed'; readonly error: RepoError | CheckpointError }
