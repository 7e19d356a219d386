import type { RepoPath } from '../repo/repo-path'

/** Why a file that is shown is not in a patch of everything. */
export type WhyNotInPatch =
  | 'too-large'
  /** The disk, a checkpoint or git did not give its content. */
  | 'unreadable'
  /** A repository of its own: a patch holds its commit, and it has none, or the same one with work inside. */
  | 'submodule'

/** A file that is shown and that a patch does not hold. */
export interface LeftOut {
  readonly path: RepoPath
  readonly why: WhyNotInPatch
}

/** A patch, and what it does not hold of what was wanted. */
export interface MadePatch {
  readonly bytes: Uint8Array
  /** How many files it changes; one that was moved counts once. */
  readonly files: number
  readonly leftOut: readonly LeftOut[]
}
