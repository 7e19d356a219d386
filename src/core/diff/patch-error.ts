import type { LeftOut, WhyNotInPatch } from './made-patch'
import type { RepoPath } from '../repo/repo-path'

/** Why there is no patch of what is shown. */
export type PatchError =
  /** The hunk or the file is not there any more, or nothing is. */
  | { readonly kind: 'patch-gone'; readonly path: RepoPath | null }
  /** A side of it is too large, cannot be read, or is known to a filter's program only. */
  | { readonly kind: 'patch-impossible'; readonly path: RepoPath; readonly why: WhyNotInPatch }
  /** Everything that differs is like that. */
  | { readonly kind: 'patch-empty'; readonly leftOut: readonly LeftOut[] }
