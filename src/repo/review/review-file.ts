import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Attribution } from '../../core/review/attribution'
import type { SessionMarks } from '../../core/review/review-view'
import { writeDurably } from '../checkpoint/checkpoint-refs'
import { errnoOf } from '../checkpoint/fault'
import { makeFolder } from '../checkpoint/make-folder'
import type { FileEntry } from './file-entry'
import type { MarkAction } from './mark-log'

/** What is kept of a review. Change keys are 1-based places in `changes`. */
export interface KeptReview {
  readonly changes: readonly { readonly sessionId: string; readonly number: number }[]
  readonly entries: readonly FileEntry[]
  readonly lastMark: number
  readonly actions: readonly MarkAction[]
  readonly session: SessionMarks | null
}

const count = z.int().nonnegative()
const version = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), lines: count }).nullable()
const attribution = z
  .object({
    lines: z.array(z.tuple([z.int().positive(), count, count])),
    gaps: z.array(z.tuple([count, count, count])),
  })
  .transform(
    ({ lines, gaps }): Attribution => ({
      lines: lines.map(([size, key, mark]) => ({ count: size, key, mark })),
      gaps: gaps.map(([at, key, mark]) => ({ at, key, mark })),
    }),
  )
const writer = z.enum(['codex-patch', 'codex-command', 'unclear', 'outside', 'git'])
const entry = z.object({
  path: z.string(),
  base: version,
  now: version,
  attribution,
  writers: z.array(z.tuple([count, writer])).transform((pairs) => new Map(pairs)),
  resting: z.boolean(),
  earlier: z.array(z.object({ hash: z.string(), attribution })),
})
const action = z.object({
  marks: z.array(count),
  atMs: z.number(),
  path: z.string().nullable(),
  lines: count,
  how: z.enum(['hunk', 'file', 'all']),
  sessionId: z.string().nullable(),
})
const file = z.object({
  version: z.literal(1),
  changes: z.array(z.object({ sessionId: z.string(), number: count })),
  entries: z.array(entry),
  lastMark: count,
  actions: z.array(action),
  session: z.object({ sessionId: z.string(), oneByOne: count, atOnce: count, lines: count }).nullable(),
})

const noReview: KeptReview = { changes: [], entries: [], lastMark: 0, actions: [], session: null }

/** What was kept; `damaged` when there is something that cannot be understood, which is put aside. */
export function readReview(folder: string): { readonly kept: KeptReview; readonly damaged: boolean } {
  const path = join(folder, fileName)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return { kept: noReview, damaged: errnoOf(thrown) !== 'ENOENT' }
  }
  const parsed = file.safeParse(parseJson(text))
  if (parsed.success && parsed.data.entries.every(isWhole)) return { kept: parsed.data, damaged: false }
  try {
    renameSync(path, `${path}.bad`)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
  return { kept: noReview, damaged: true }
}

/** Puts the file in place of the earlier one in one step, 0600. Throws the file system's error. */
export async function writeReview(folder: string, kept: KeptReview): Promise<void> {
  await makeFolder(folder)
  const temp = join(folder, `${fileName}.${randomBytes(6).toString('hex')}.tmp`)
  await writeDurably(temp, JSON.stringify({ version: 1, ...kept, entries: kept.entries.map(packEntry) }))
  renameSync(temp, join(folder, fileName))
}

const fileName = 'review.json'

function packEntry(kept: FileEntry) {
  return {
    ...kept,
    attribution: pack(kept.attribution),
    writers: [...kept.writers],
    earlier: kept.earlier.map(({ hash, attribution: earlier }) => ({ hash, attribution: pack(earlier) })),
  }
}

function pack({ lines, gaps }: Attribution) {
  return {
    lines: lines.map(({ count: size, key, mark }) => [size, key, mark]),
    gaps: gaps.map(({ at, key, mark }) => [at, key, mark]),
  }
}

/** Lines that do not add up would put marks where nothing was read. */
function isWhole({ now, attribution: { lines } }: FileEntry): boolean {
  return lines.reduce((sum, { count: size }) => sum + size, 0) === (now?.lines ?? 0)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
