import { z } from 'zod'

/** Where a switch was written: the user's configuration, or that of one repository. */
const switchPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user') }),
  /** `top` is the absolute real path of the repository's top level. */
  z.object({ kind: z.literal('repository'), top: z.string() }),
])
export type SwitchPlace = Readonly<z.infer<typeof switchPlaceSchema>>

const keySchema = z.enum(['model', 'model_reasoning_effort'])

/** A switch that can be taken back. It holds what was replaced and no other text of the file, which can hold secrets. */
export const switchRecordSchema = z.object({
  id: z.string(),
  atMs: z.number(),
  place: switchPlaceSchema,
  /** As it is named; where it is a link, the file it leads to is written. */
  file: z.string(),
  /** Null for a switch of the effort alone. */
  model: z.string().nullable(),
  /** Null when the switch took the effort away, absent when it left it alone. */
  effort: z.string().nullable().optional(),
  splices: z.array(z.object({ at: z.int().nonnegative(), removed: z.string(), inserted: z.string() })),
  keys: z.array(
    z.object({
      key: keySchema,
      before: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('absent') }),
        z.object({ kind: z.literal('there'), value: z.string(), line: z.string() }),
      ]),
      wrote: z.string().nullable(),
    }),
  ),
  /** sha256 of the file; empty when there was none. */
  hashBefore: z.string(),
  hashAfter: z.string(),
  /** There was no file, or no folder for it: what is empty again goes again. */
  madeFile: z.boolean(),
  madeFolder: z.boolean(),
  /** When it is taken back by itself; null for one that stays. */
  untilMs: z.number().nullable(),
  /** `begun` is written before the file is: after a crash its hash tells whether it was. */
  state: z.enum(['begun', 'done']),
})
export type SwitchRecord = Readonly<z.infer<typeof switchRecordSchema>>

export const switchJournalSchema = z.object({ version: z.literal(1), switches: z.array(switchRecordSchema) })

/** More than anybody takes back. */
const mostRecords = 50

function samePlace(a: SwitchPlace, b: SwitchPlace): boolean {
  if (a.kind === 'user' || b.kind === 'user') return a.kind === b.kind
  return a.top === b.top
}

/** The journal with one more switch: it takes the place of the deadline of an earlier one there, which it decides anew. */
export function withSwitch(records: readonly SwitchRecord[], added: SwitchRecord): readonly SwitchRecord[] {
  const others = records
    .filter(({ id }) => id !== added.id)
    .map((record) => (samePlace(record.place, added.place) ? { ...record, untilMs: null } : record))
  return [...others, added].slice(-mostRecords)
}

/** The switch that "back" takes back; null when there is none. */
export function newestSwitch(records: readonly SwitchRecord[], place: SwitchPlace): SwitchRecord | null {
  return records.findLast((record) => samePlace(record.place, place)) ?? null
}

/** The switches whose time is over, oldest first. */
export function dueSwitches(records: readonly SwitchRecord[], nowMs: number): readonly SwitchRecord[] {
  return records.filter(({ untilMs }) => untilMs !== null && untilMs <= nowMs)
}

/** When the next switch is taken back by itself, in Unix milliseconds; null when none is. */
export function nextDueMs(records: readonly SwitchRecord[]): number | null {
  const times = records.flatMap(({ untilMs }) => (untilMs === null ? [] : [untilMs]))
  return times.length === 0 ? null : Math.min(...times)
}

/** The model that a switch took the place of, as far as its text says; null when the key was absent. */
export function modelBefore(record: SwitchRecord): string | null {
  return valueBefore(record, 'model')
}

/** The same of the effort. */
export function effortBefore(record: SwitchRecord): string | null {
  return valueBefore(record, 'model_reasoning_effort')
}

function valueBefore({ keys }: SwitchRecord, wanted: z.infer<typeof keySchema>): string | null {
  const before = keys.find(({ key }) => key === wanted)?.before
  if (before === undefined || before.kind === 'absent') return null
  return before.value.replace(/^(["'])(.*)\1$/s, '$2')
}
