import { z } from 'zod'

/** The version of the settings file that this Firebreak writes. */
const settingsVersion = 1

const laneSchema = z.object({
  model: z.string().min(1),
  limitIds: z.array(z.string()),
  /** The reasoning effort of sessions that Firebreak starts in the lane; null leaves it to the model. */
  effort: z.string().nullable().optional(),
})
const placeSchema = z.object({
  x: z.number().nullable(),
  y: z.number().nullable(),
  width: z.number().positive(),
  height: z.number().positive(),
  maximized: z.boolean().default(false),
  alwaysOnTop: z.boolean().default(false),
})
const byRepo = <T extends z.ZodType>(value: T) => z.record(z.string(), value)

// Each part has a default, so that a file may hold any of them, and a broken one costs the user that one only.
const parts = {
  /** Which model plays which lane, and the server's ids of the limits that count for it. */
  lanes: z.object({ spark: laneSchema, standard: laneSchema }).default({
    spark: { model: 'gpt-5.3-codex-spark', limitIds: ['codex_bengalfox'] },
    standard: { model: 'gpt-5.5', limitIds: ['codex'] },
  }),
  /** The same ids by model, so that a model which comes back into a lane has its limits again. */
  modelLimits: z.record(z.string(), z.array(z.string())).default({ 'gpt-5.3-codex-spark': ['codex_bengalfox'] }),
  /** Models under the gate besides the one in the Spark lane. */
  gatedModels: z.array(z.string()).default([]),
  repositories: z
    .object({
      /** Newest first. */
      recent: z.array(z.object({ path: z.string(), atMs: z.number() })),
      /** The folder of the active repo, or null until one is chosen. */
      active: z.string().nullable(),
      /** Paths that the user keeps out of the commit and out of the gate, by repository. */
      heldBack: byRepo(z.array(z.string())),
      /** Filters that the user allowed to run when deciding whether a file changed, by repository. */
      filterConsent: byRepo(z.array(z.string())),
      /** Fingerprint of what a commit runs (hooks, filters, signing) as the user last agreed to it, by repository. */
      commitConsent: byRepo(z.string()),
      /** Repositories whose user was told what checkpoints keep. */
      captureNoticeSeen: z.array(z.string()),
    })
    .default({ recent: [], active: null, heldBack: {}, filterConsent: {}, commitConsent: {}, captureNoticeSeen: [] }),
  /** The active repo follows the newest Codex session; false stays on the one that was chosen. */
  followSessions: z.boolean().default(true),
  /** Argument array of the terminal emulator, the command is appended; null finds one. */
  terminal: z.array(z.string()).min(1).nullable().default(null),
  /** Path of the codex program; null finds it. */
  codexPath: z.string().nullable().default(null),
  /** What the live diff window does when a session starts. */
  onSessionStart: z.enum(['open', 'mark', 'nothing']).default('open'),
  /** What uncommitted work means for a standard session. */
  standardPolicy: z.enum(['say', 'nothing', 'gate']).default('say'),
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']).default('system'),
  /** Size of everything in the windows; 1 is the usual one. */
  zoom: z.number().min(0.5).max(3).default(1),
  /** The folder that the live diff is limited to, by repository. */
  diffFolders: byRepo(z.string().min(1)).default({}),
  /** The proposed commit message. */
  messageTemplate: z.string().min(1).default('chore: checkpoint before Spark session'),
  /** The same for one repository, instead of the common one. */
  messageTemplates: byRepo(z.string().min(1)).default({}),
  gatePause: z.object({ untilMs: z.number(), repoId: z.string() }).nullable().default(null),
  /** Which ways out of a closed gate are offered besides committing. */
  waysOut: z
    .object({
      holdBack: z.boolean(),
      checkpointOnly: z.boolean(),
      startMyself: z.boolean(),
      startAnyway: z.boolean(),
      pause: z.boolean(),
    })
    .default({ holdBack: true, checkpointOnly: true, startMyself: true, startAnyway: true, pause: true }),
  checkpoints: z
    .object({
      /** How long, how many and how much is kept of each repository. What is protected never counts. */
      days: z.number().positive(),
      count: z.int().positive(),
      bytes: z.number().positive(),
      /** Ignored files up to this size each and in all, in bytes; larger ones are left out. */
      ignoredFileBytes: z.number().nonnegative(),
      ignoredTotalBytes: z.number().nonnegative(),
      /** Paths (a folder stands for all in it) that the user leaves out of every checkpoint, by repository. */
      leaveOut: byRepo(z.array(z.string())),
    })
    .default({
      days: 30,
      count: 200,
      bytes: 5 * 2 ** 30,
      ignoredFileBytes: 2 ** 20,
      ignoredTotalBytes: 50 * 2 ** 20,
      leaveOut: {},
    }),
  /** Repositories that have checkpoints, so that a store that was deleted is noticed. */
  checkpointStores: z.array(z.string()).default([]),
  /** Notifications about limits; thresholds are percent left. */
  limitAlerts: z
    .object({
      thresholds: z.array(z.int().min(0).max(99)).max(10),
      low: z.boolean(),
      runsOut: z.boolean(),
      reset: z.boolean(),
      moved: z.boolean(),
    })
    .default({ thresholds: [20, 10, 0], low: true, runsOut: true, reset: true, moved: true }),
  /** Ids of what is said once. */
  noticesSeen: z.array(z.string()).default([]),
  /** Where each window was, by window name (the live diff has one for each repository). */
  windowPlaces: z
    .record(
      z.string(),
      placeSchema.extend({
        /** The same for each set of screens it was on, by `screenSetKey`. */
        screens: z.record(z.string(), placeSchema.extend({ atMs: z.number() })).default({}),
      }),
    )
    .default({}),
  /** Argument array that opens a file in the user's editor, the path is appended; null asks the desktop. */
  editor: z.array(z.string()).min(1).nullable().default(null),
}
const settingsSchema = z.object(parts)

export type Settings = z.infer<typeof settingsSchema>

/** How much is kept of each repository, and how large ignored files may be to be kept; sizes in bytes. */
export type CheckpointLimits = Readonly<Omit<Settings['checkpoints'], 'leaveOut'>>
export type WaysOut = Readonly<Settings['waysOut']>
export type LimitAlertSettings = Readonly<Settings['limitAlerts']>

/** What a settings file holds. */
export type ReadSettings =
  | {
      readonly kind: 'read'
      readonly settings: Settings
      /** Keys that this version does not know; they are written back as they are. */
      readonly unknown: Readonly<Record<string, unknown>>
      /** Parts that were broken and have their default now. */
      readonly broken: readonly string[]
    }
  | { readonly kind: 'newer-version'; readonly version: number }
  /** Not an object with a version number. */
  | { readonly kind: 'broken' }

export function defaultSettings(): Settings {
  return settingsSchema.parse({})
}

/** Reads the parsed JSON of a settings file. Never throws. */
export function readSettings(json: unknown): ReadSettings {
  const file = z.looseObject({ version: z.int().positive() }).safeParse(json)
  if (!file.success) return { kind: 'broken' }
  const { version, ...rest } = file.data
  if (version > settingsVersion) return { kind: 'newer-version', version }
  const whole = settingsSchema.safeParse(rest)
  const broken = whole.success ? [] : [...new Set(whole.error.issues.map((issue) => String(issue.path[0])))]
  const sound = Object.entries(rest).filter(([key]) => !broken.includes(key))
  const unknown = Object.fromEntries(Object.entries(rest).filter(([key]) => !Object.hasOwn(parts, key)))
  return { kind: 'read', settings: settingsSchema.parse(Object.fromEntries(sound)), unknown, broken }
}

/** The text of a settings file. */
export function settingsText(settings: Settings, unknown: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ version: settingsVersion, ...settings, ...unknown }, null, 2)}\n`
}
