import { z } from 'zod'

// What was seen and told, kept on disk, so that no fact is told twice, also not after a restart.

const reading = z.object({
  usedPercent: z.number(),
  /** Unix seconds. */
  resetsAtSec: z.number().nullable(),
  readAtMs: z.number(),
})

const windowSchema = reading.extend({
  /** Thresholds, in percent left, that were told since the last reset. */
  told: z.array(z.number()),
  /** It was told that the window runs out before its reset. */
  runsOutTold: z.boolean(),
  /** A reading with more left than before, or of a later period: believed when a second one says the same. */
  doubted: reading.nullable(),
})
export type WindowMemory = z.infer<typeof windowSchema>

const bucketSchema = z.object({
  id: z.string(),
  label: z.string(),
  lane: z.enum(['spark', 'standard']).nullable(),
  windows: z.array(z.object({ minutes: z.number().nullable(), label: z.string() })),
})
export type BucketMemory = z.infer<typeof bucketSchema>

const accountSchema = z.object({
  /** By bucket and length. */
  windows: z.record(z.string(), windowSchema),
  /** What the server offered, as last confirmed, and when it was last asked; null before the first full answer. */
  offered: z.object({ buckets: z.array(bucketSchema), readAtMs: z.number() }).nullable(),
  /** Something else than that, seen once. */
  doubted: z.object({ buckets: z.array(bucketSchema) }).nullable(),
})
export type AccountMemory = z.infer<typeof accountSchema>

export const alertMemorySchema = z.object({
  version: z.literal(1),
  /** The account that was read last. */
  lastAccount: z.string().nullable(),
  accounts: z.record(z.string(), accountSchema),
})
export type AlertMemory = z.infer<typeof alertMemorySchema>

export const emptyAlertMemory: AlertMemory = { version: 1, lastAccount: null, accounts: {} }
export const emptyAccountMemory: AccountMemory = { windows: {}, offered: null, doubted: null }
