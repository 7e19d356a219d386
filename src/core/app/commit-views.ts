import type { FileChangeKind } from '../diff/file-diff'
import type { CommitPreview } from '../repo/commit'
import type { CommitWarnings } from '../repo/commit-warnings'
import type { CommitId } from '../repo/repo-status'
import type { LeftOver } from '../review/left-over'
import type { ProblemView } from './problem-view'

/** The commit part of the start card. */
export interface CommitView {
  /** Proposed message. */
  readonly message: string
  /** Where it comes from: the prompts of the session that left the work, or the repository's template. */
  readonly messageFrom: 'prompts' | 'template'
  readonly running: null | 'committing' | 'starting'
  /** Last failure, until the next try. */
  readonly failure: CommitFailureView | null
  /** Set when the user has to be shown what a commit runs here before the first one. */
  readonly consent: CommitPreview | null
  readonly identityMissing: boolean
  /** What has to be pointed out about the files to commit. */
  readonly warnings: CommitWarnings
  /** The commit Firebreak made last, while HEAD is still there. */
  readonly last: LastCommitView | null
  /** Unreviewed lines of the newest Spark session. */
  readonly leftBy: LeftOver | null
  /** What a side branch would be called today. */
  readonly sideBranch: string
}

export interface CommitFailureView extends ProblemView {
  readonly code: string
  /** What a hook, the signing program or git printed. */
  readonly output: string | null
  /** The same commit for a terminal, when signing failed. */
  readonly command: string | null
  /** Ways on besides trying again. */
  readonly ways: readonly (
    | { readonly way: 'side-branch'; readonly branch: string }
    | { readonly way: 'checkpoint-only' }
  )[]
}

export interface LastCommitView {
  readonly commit: CommitId
  readonly shortCommit: string
  readonly message: string
  /** The side branch it was made on. */
  readonly sideBranch: string | null
  readonly atMs: number
  readonly canUncommit: boolean
}

/** What is uncommitted, how much of it was reviewed, and what the commit would be called. */
export interface ReviewedCommitView {
  /** Sorted by path, as are those that are held back: they are in no commit, reviewed or not. */
  readonly files: readonly ReviewedFileView[]
  readonly heldBack: readonly ReviewedFileView[]
  readonly message: string
  readonly messageFrom: 'prompts' | 'template'
}

/** One uncommitted file. `hunks` is null where there are no lines to review. */
export interface ReviewedFileView {
  readonly path: string
  /** Its former path, where it was moved. */
  readonly from: string | null
  readonly change: FileChangeKind
  readonly hunks: { readonly all: number; readonly reviewed: number } | null
}
