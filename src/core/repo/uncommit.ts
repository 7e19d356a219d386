import { z } from 'zod'
import type { CommitError } from './commit'
import type { CommitId } from './repo-status'

export const madeCommitSchema = z
  .object({
    commit: z.string(),
    shortCommit: z.string(),
    /** What HEAD was before; null when this was the first commit. */
    parent: z.string().nullable(),
    message: z.string(),
    /** The side branch it was made on, when it was. */
    sideBranch: z.string().nullable(),
    atMs: z.number(),
  })
  .readonly()
/** A visible commit that Firebreak made, remembered so that it can be taken back. */
export type MadeCommit = z.infer<typeof madeCommitSchema>

/** Why a commit was not taken back. Nothing was changed then. */
export type UncommitError =
  /** HEAD is another commit by now. */
  | { readonly kind: 'uncommit-not-head'; readonly head: CommitId | null }
  /** Firebreak did not make it, or it is not what it made. */
  | { readonly kind: 'uncommit-not-ours' }
  /** Other copies of the repository have it, as these references say. */
  | { readonly kind: 'uncommit-pushed'; readonly refs: readonly string[] }
  /** The first commit, and no branch that could be without one. */
  | { readonly kind: 'uncommit-first-detached' }
  | Extract<CommitError, { kind: 'operation-in-progress' | 'index-locked' }>
