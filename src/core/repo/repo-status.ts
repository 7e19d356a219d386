import type { RepoPath } from './repo-path'

/** First 16 hex digits of the sha256 of the real path of a work tree's top level; each linked worktree has its own. */
export type RepoId = string
/** Full hex object id of a commit (40 digits, or 64 in a SHA-256 repository). */
export type CommitId = string

/** Where HEAD points. `commit` is null on an unborn branch; `branch` is null when HEAD is detached. */
export interface Head {
  readonly commit: CommitId | null
  readonly branch: string | null
  readonly detached: boolean
}

/** A git operation that was begun and not finished. */
export type Operation = 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect'

export type FileStatus =
  | 'modified'
  | 'mode-changed'
  | 'type-changed'
  | 'added'
  | 'deleted'
  | 'renamed'
  | 'copied'
  | 'untracked'
  | 'conflicted'
  /** A filter decides whether it changed, and Firebreak does not run filters by itself. */
  | 'undecided'

/** One uncommitted file. */
export interface ChangedFile {
  readonly path: RepoPath
  readonly status: FileStatus
  /** The former path of a rename or copy. */
  readonly from: RepoPath | null
  /** Something is staged for it. */
  readonly staged: boolean
  /** The work tree differs from the index (always true for untracked files). */
  readonly unstaged: boolean
  /** The staged content differs both from HEAD and from the work tree: committing the file leaves the staged version out. */
  readonly stagedDiffers: boolean
  /** Lines added and removed against HEAD; null when unknown (binary, too large, undecided). */
  readonly lines: { readonly added: number; readonly removed: number } | null
  /** The filter that would have to run to decide, for status `undecided`. */
  readonly filter: string | null
  /** Why no checkpoint can hold it as it is now (as in `Uncaptured`); absent when one can. */
  readonly cannotCapture?: string
}

/** What git says about a work tree at one moment. Ignored files are not part of it. */
export interface RepoStatus {
  readonly head: Head
  readonly operation: Operation | null
  /** Sorted by path. */
  readonly files: readonly ChangedFile[]
}

/** Why a folder cannot be watched or a question about it cannot be answered. */
export type RepoError =
  | { readonly kind: 'not-a-repo'; readonly path: string }
  | { readonly kind: 'bare'; readonly path: string }
  /** Owned by somebody else, so git refuses it (safe.directory). */
  | { readonly kind: 'unsafe-owner'; readonly path: string }
  /** The home folder or `/` itself. */
  | { readonly kind: 'home-repo'; readonly path: string }
  /** git's work tree is another folder than the one that was opened (core.worktree). */
  | { readonly kind: 'outside-worktree'; readonly path: string; readonly workTree: string }
  /** FIREBREAK_HOME lies inside the repository, so its own writing would be watched and captured. */
  | { readonly kind: 'holds-firebreak-home'; readonly path: string; readonly home: string }
  | { readonly kind: 'folder-gone'; readonly path: string }
  | { readonly kind: 'git-missing'; readonly searched: readonly string[] }
  | { readonly kind: 'git-too-old'; readonly found: string; readonly needed: string }
  | { readonly kind: 'git-failed'; readonly command: string; readonly code: number | null; readonly stderr: string }
  | { readonly kind: 'git-timeout'; readonly command: string; readonly afterMs: number }
  /** The process that watches repositories does not serve this one now: it stopped, and is started again by itself. */
  | { readonly kind: 'not-served' }
  /** A bug of ours; `message` is for the log. */
  | { readonly kind: 'unexpected'; readonly message: string }
