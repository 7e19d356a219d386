import { z } from 'zod'

// What Firebreak reads from `codex app-server` (seen with 0.169.0; docs/codex-protocol.md). Unknown fields are dropped, and
// whatever other versions leave out is null, so that one new or missing field never takes the rest of a message with it.

const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)
const number = z
  .number()
  .finite()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)
const flag = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

export const initializeReplySchema = z.object({ userAgent: text, codexHome: text })

export const accountReplySchema = z.object({
  account: z
    .object({ type: z.string(), email: text, planType: text })
    .nullish()
    .transform((value) => value ?? null),
  requiresOpenaiAuth: flag,
})
export type AccountReply = z.infer<typeof accountReplySchema>

/** `authMode` is "chatgpt", "apikey", null when signed out, or a newer word. */
export const accountUpdatedSchema = z.object({ authMode: text, planType: text })

const limitWindowSchema = z
  .object({ usedPercent: number, windowDurationMins: number, resetsAt: number })
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

const creditsSchema = z
  .object({ hasCredits: flag, unlimited: flag, balance: text })
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

const individualLimitSchema = z
  .object({ limit: text, used: text, remainingPercent: number, resetsAt: number })
  .nullish()
  .catch(null)
  .transform((value) =>
    value
      ? {
          limit: value.limit,
          used: value.used,
          remainingPercent: value.remainingPercent,
          resetsAtSec: value.resetsAt,
        }
      : null,
  )

/** One bucket. `resetsAt` is in Unix seconds. */
export const rateLimitSnapshotSchema = z.object({
  limitId: text,
  limitName: text,
  normalModelSlug: text,
  primary: limitWindowSchema,
  secondary: limitWindowSchema,
  credits: creditsSchema,
  individualLimit: individualLimitSchema,
  spendControlReached: flag,
  planType: text,
  rateLimitReachedType: text,
})
export type RateLimitSnapshot = z.infer<typeof rateLimitSnapshotSchema>

/** A bucket that cannot be read is left out and its neighbours are kept. */
const snapshotsByIdSchema = z
  .record(z.string(), rateLimitSnapshotSchema.nullable().catch(null))
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

export const rateLimitsReplySchema = z.object({
  rateLimits: rateLimitSnapshotSchema
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
  rateLimitsByLimitId: snapshotsByIdSchema,
  rateLimitResetCredits: z
    .object({ availableCount: number })
    .nullish()
    .catch(null)
    .transform((value) => value?.availableCount ?? null),
  accountId: text,
})
export type RateLimitsReply = z.infer<typeof rateLimitsReplySchema>

export const rateLimitsUpdatedSchema = z.object({ rateLimits: rateLimitSnapshotSchema })

const modelSchema = z.object({
  model: z.string(),
  displayName: text,
  description: text,
  hidden: flag,
  isDefault: flag,
  upgrade: text,
  /** `retirementAt` is in Unix seconds. */
  upgradeInfo: z
    .object({ model: text, retirementAt: number })
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
  inputModalities: z
    .array(z.string())
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
  defaultReasoningEffort: text,
  supportedReasoningEfforts: z
    .array(z.object({ reasoningEffort: z.string() }))
    .nullish()
    .catch(null)
    .transform((efforts) => efforts?.map((effort) => effort.reasoningEffort) ?? []),
})
export type ModelRow = z.infer<typeof modelSchema>

export const modelListReplySchema = z.object({
  data: z.array(z.unknown()).transform((rows) => rows.flatMap((row) => readable(modelSchema.safeParse(row)))),
  nextCursor: text,
})

/** The layer that a configured value comes from: `type` is "user", "project", "system", "mdm", "sessionFlags" and others. */
const layerNameSchema = z.object({ type: z.string(), file: text, profile: text, dotCodexFolder: text })
/** `disabledReason` is set for the configuration of a repository that is not trusted. */
const layerSchema = z.object({ name: layerNameSchema, version: text, disabledReason: text })

/** The contents of the layers are dropped here: they can hold the user's secrets. */
export const configReplySchema = z.object({
  config: z.object({
    model: text,
    model_reasoning_effort: text,
    /** Folders that the user answered Codex's question about, by path. */
    projects: z
      .record(z.string(), z.object({ trust_level: text }).nullable().catch(null))
      .nullish()
      .catch(null)
      .transform((value) => value ?? {}),
  }),
  origins: z.record(z.string(), layerSchema.nullable().catch(null)),
  layers: z
    .array(z.unknown())
    .nullish()
    .transform((rows) => (rows ?? []).flatMap((row) => readable(layerSchema.safeParse(row)))),
})
export type ConfigReply = z.infer<typeof configReplySchema>
export type ConfigLayerName = z.infer<typeof layerNameSchema>

/** What the organisation gives new threads; older versions do not know the question. */
export const requirementsReplySchema = z.object({
  requirements: z
    .object({
      models: z
        .object({ newThread: z.object({ model: text }).nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null)
    .transform((value) => value?.models?.newThread?.model ?? null),
})

export const configWriteReplySchema = z.object({ version: text, filePath: text })
export type ConfigWriteReply = z.infer<typeof configWriteReplySchema>

const threadSchema = z.object({ id: z.string(), cwd: text, updatedAt: number, createdAt: number })
export type ThreadRow = z.infer<typeof threadSchema>
export const threadListReplySchema = z.object({
  data: z.array(z.unknown()).transform((rows) => rows.flatMap((row) => readable(threadSchema.safeParse(row)))),
})

/** The first line of a rollout file. */
export const sessionMetaLineSchema = z.object({
  timestamp: text,
  type: z.literal('session_meta'),
  payload: z.object({ cwd: z.string(), timestamp: text }),
})

function readable<T>(parsed: z.ZodSafeParseResult<T>): T[] {
  return parsed.success ? [parsed.data] : []
}
