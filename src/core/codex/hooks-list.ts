import { z } from 'zod'

/** A hook as `hooks/list` of 0.169.0 tells it; what is missing in another version is what that version cannot say. */
const hookSchema = z.object({
  key: z.string(),
  eventName: z.string(),
  command: z.string().nullish(),
  sourcePath: z.string().nullish(),
  enabled: z.boolean().default(true),
  currentHash: z.string(),
  trustStatus: z.enum(['untrusted', 'trusted', 'modified', 'managed']),
})
export type HookRow = z.infer<typeof hookSchema>

const entrySchema = z.object({
  hooks: z.array(z.unknown()).transform((rows) =>
    rows.flatMap((row) => {
      const read = hookSchema.safeParse(row)
      return read.success ? [read.data] : []
    }),
  ),
  /** Among them that a hooks.json cannot be read, with its path, line and column. */
  warnings: z
    .array(z.unknown())
    .default([])
    .transform((all) => all.map(String)),
})
export type HooksReply = z.infer<typeof entrySchema>

/** One entry for each folder that was asked for. */
export const hooksListReplySchema = z.object({ data: z.array(entrySchema).min(1) })
