import { z } from 'zod'
import { longestReason } from '../core/start/ways-out'

export const repoId = z.string().regex(/^[0-9a-f]{16}$/)
/** At most the length of a Linux path, in characters. */
export const repoPath = z.string().min(1).max(4096)
export const lane = z.enum(['spark', 'standard'])
export const modelId = z.string().min(1).max(200)
/** A first prompt becomes one argument of a terminal command: at most 32 KiB and no NUL (a process argument cannot hold one). */
export const prompt = z
  .string()
  .max(32 * 1024)
  .refine((text) => !text.includes('\0'), 'NUL is not allowed')
export const identity = z.strictObject({ name: z.string().min(1).max(200), email: z.string().min(1).max(200) })
export const checkpointId = z.string().regex(/^[0-9a-z]{6,10}-[0-9a-f]{8}$/)
export const message = z.string().max(64 * 1024)
export const files = z.array(repoPath).max(20_000)
/** Ways out of a closed gate that a start can take. The reason was picked or typed, and the session keeps it. */
export const wayOut = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('checkpoint-only') }),
  z.strictObject({ kind: z.literal('start-anyway'), reason: z.string().trim().min(1).max(longestReason) }),
])
/** What goes with a commit of files. */
export const commitFields = {
  files,
  message,
  identity: identity.nullable(),
  /** The user was shown what this commit runs. */
  confirmed: z.boolean(),
  /** Files that were pointed out and ticked all the same. */
  markedPaths: files.optional(),
  /** The number of new files that the user confirmed; asked for above 2,000. */
  confirmedNewFiles: z.int().nonnegative().nullable().optional(),
  /** `side` makes a branch `firebreak/<date>` for it and leaves the present one as it is. */
  branch: z.enum(['current', 'side']).optional(),
}

/** An id that a window gives something it did, to take it back by. */
export const undoId = z.string().min(1).max(100)
/** Name of a record that the guard left. */
export const refusalId = z.string().regex(/^[A-Za-z0-9.-]{1,250}$/)
export const hunkId = z.string().min(1).max(100)
