import type { RepoPath } from './repo-path'

/** A file as git's index names it; the mode as git writes it, such as 0o100644. */
export interface StagedEntry {
  readonly mode: number
  readonly id: string
}

/** One path that was staged: what the index said of it, and what it says now. Null is nothing. */
export interface StagedPath {
  readonly path: RepoPath
  readonly before: StagedEntry | null
  readonly after: StagedEntry | null
}

/** Why something was not staged. The index is as it was. */
export type StageError =
  | { readonly kind: 'stage-locked' }
  /** What is shown is not there any more. */
  | { readonly kind: 'stage-changed'; readonly path: RepoPath }
  | { readonly kind: 'stage-unmerged'; readonly path: RepoPath }
  /** A program of the repository decides what git stores of the file, and none is run. */
  | { readonly kind: 'stage-filtered'; readonly path: RepoPath; readonly filter: string }
