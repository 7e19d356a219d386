import type { Operation } from './repo-status'
import type { CommitId } from './repo-status'
import type { RepoPath } from './repo-path'

export interface CommitIdentity {
  readonly name: string
  readonly email: string
}

/** What a visible commit will run and under which name, so that the user can be shown it before the first one. */
export interface CommitPreview {
  /** Executable hooks that git will run, by name. */
  readonly hooks: readonly string[]
  /** Filter drivers of the repository's attributes that have a clean or process command. */
  readonly filters: readonly string[]
  readonly signing: boolean
  /** Null when git does not know who commits. */
  readonly identity: CommitIdentity | null
}

export interface CommitDone {
  readonly commit: CommitId
  readonly shortCommit: string
}

/** Why a visible commit did not happen. `.git/index` is then as it was before. */
export type CommitError =
  | { readonly kind: 'nothing-to-commit' }
  | { readonly kind: 'identity-missing' }
  | { readonly kind: 'operation-in-progress'; readonly operation: Operation }
  | { readonly kind: 'unmerged'; readonly paths: readonly RepoPath[] }
  | { readonly kind: 'files-changed'; readonly paths: readonly RepoPath[] }
  | { readonly kind: 'index-locked' }
  /** `output` is what the hook or the signing program printed, at most 256 KiB. */
  | { readonly kind: 'hook-failed'; readonly output: string }
  | { readonly kind: 'signing-failed'; readonly output: string }
  | { readonly kind: 'commit-timeout'; readonly afterMs: number; readonly output: string }
  | { readonly kind: 'commit-failed'; readonly output: string }
