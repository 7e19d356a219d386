import { z } from 'zod'
import { lane, repoId, repoPath } from './command-fields'

/** Every setting that a window can change. */
export const settingsChangeSchema = z.discriminatedUnion('key', [
  z.strictObject({ key: z.literal('theme'), value: z.enum(['system', 'light', 'dark', 'high-contrast']) }),
  z.strictObject({ key: z.literal('zoom'), value: z.number().min(0.5).max(3) }),
  /** The folder that the live diff of a repository is limited to; null shows all of it. */
  z.strictObject({ key: z.literal('diffFolder'), repoId, value: repoPath.nullable() }),
  /** The command that files are opened with, its words separated by spaces; empty finds one. */
  z.strictObject({ key: z.literal('editor'), value: z.string().max(2000) }),
  z.strictObject({ key: z.literal('onSessionStart'), value: z.enum(['open', 'mark', 'nothing']) }),
  /** The active repo follows the newest Codex session; false pins it. */
  z.strictObject({ key: z.literal('followSessions'), value: z.boolean() }),
  /** The server's ids of the limits that count for a lane. */
  z.strictObject({ key: z.literal('laneLimits'), lane, value: z.array(z.string().min(1).max(100)).max(20) }),
  z.strictObject({ key: z.literal('standardPolicy'), value: z.enum(['say', 'nothing', 'gate']) }),
  z.strictObject({
    key: z.literal('waysOut'),
    way: z.enum(['holdBack', 'checkpointOnly', 'startMyself', 'startAnyway', 'pause']),
    value: z.boolean(),
  }),
  /** One notification about limits, or at how many percent left they come. */
  z.strictObject({
    key: z.literal('limitAlert'),
    alert: z.enum(['low', 'runsOut', 'reset', 'moved']),
    value: z.boolean(),
  }),
  z.strictObject({ key: z.literal('limitThresholds'), value: z.array(z.int().min(0).max(99)).max(10) }),
  /** How much is kept of each repository, and how large ignored files may be to be kept; sizes in bytes. */
  z.strictObject({
    key: z.literal('checkpoints'),
    value: z.strictObject({
      days: z.number().min(1).max(3650),
      count: z.int().min(1).max(100_000),
      bytes: z
        .number()
        .min(2 ** 20)
        .max(2 ** 44),
      ignoredFileBytes: z
        .number()
        .min(0)
        .max(2 ** 30),
      ignoredTotalBytes: z
        .number()
        .min(0)
        .max(2 ** 40),
    }),
  }),
  /** What commits are called; of one repository, or of all without words of their own. Empty: back to the default. */
  z.strictObject({
    key: z.literal('messageTemplate'),
    repoId: repoId.nullable(),
    value: z.string().max(2000),
  }),
])
