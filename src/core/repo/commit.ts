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
  /** The side branch that was made for it, and that HEAD is on now. */
  readonly sideBranch?: string
  /** Another git held the index, so what was committed still looks staged the other way round. */
  readonly indexBehind?: boolean
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
  /** It failed on a side branch, which is gone again. `back` is where HEAD is: the former branch, null when it was detached. */
  | {
      readonly kind: 'side-branch-failed'
      readonly branch: string
      readonly back: string | null
      readonly cause: Exclude<CommitError, { kind: 'side-branch-failed' }>
    }
  /** HEAD is somewhere else than this commit left it (a hook moved it), so nothing was put back. */
  | { readonly kind: 'side-branch-lost'; readonly branch: string; readonly output: string }
  /** The user has to agree first: `paths` look like secrets or are very large. */
  | { readonly kind: 'files-pointed-out'; readonly paths: readonly RepoPath[] }
  | { readonly kind: 'too-many-new-files'; readonly newFiles: number }
