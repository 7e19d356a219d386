import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { errnoOf } from '../fault'
import type { ObjectId } from '../loose-object'

/**
 * The commit of the user's repository that the checkpoints of a large work tree build on. Its objects are not copied: the
 * store borrows them, and one reference in the user's repository keeps them from being collected.
 */
export interface Baseline {
  readonly commit: ObjectId
  /** Checkpoints of this sequence and later ones may need it. */
  readonly since: number
}

const schema = z.object({
  version: z.literal(1),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  since: z.number().int().nonnegative(),
})

/** `baseline.json` in the folder of a store. */
export function baselineFile(folder: string): string {
  return join(folder, 'baseline.json')
}

/** What the store in this folder builds on; null when it holds everything itself. */
export function readBaseline({ folder }: { readonly folder: string }): Baseline | null {
  try {
    const parsed = schema.safeParse(JSON.parse(readFileSync(baselineFile(folder), 'utf8')))
    return parsed.success ? { commit: parsed.data.commit, since: parsed.data.since } : null
  } catch (thrown) {
    if (errnoOf(thrown) === null && !(thrown instanceof SyntaxError)) throw thrown
    return null
  }
}

export function encodeBaseline({ commit, since }: Baseline): string {
  return JSON.stringify(schema.parse({ version: 1, commit, since }))
}
