import { z } from 'zod'
import type { Insertion } from './hooks-json'

const editSchema = z.object({
  path: z.string(),
  /** There was a file before. */
  existed: z.boolean(),
  at: z.int().nonnegative(),
  inserted: z.string(),
  /** How much text came behind it, in UTF-16 units. */
  tail: z.int().nonnegative(),
  /** sha256 of the text without it. */
  hashBefore: z.string(),
})

/** What Firebreak put into the user's files, so that it can be taken out again to the byte. */
export const guardJournalSchema = z.object({
  version: z.literal(1),
  hooks: editSchema,
  /** The trust that was recorded, null where somebody else did; `edit` is null where Codex wrote it. */
  trust: z.object({ key: z.string(), edit: editSchema.nullable() }).nullable(),
})
export type GuardJournal = z.infer<typeof guardJournalSchema>
export type JournaledEdit = z.infer<typeof editSchema>

export function insertInto(text: string, { at, inserted }: Insertion): string {
  return text.slice(0, at) + inserted + text.slice(at)
}

/** A text taken apart where something was put in; null when it is too short for that. */
export function apart(
  text: string,
  { at, tail }: Pick<JournaledEdit, 'at' | 'tail'>,
): { readonly without: string; readonly middle: string } | null {
  if (text.length < at + tail) return null
  const end = text.length - tail
  return { without: text.slice(0, at) + text.slice(end), middle: text.slice(at, end) }
}

/** The text without what was put in, which has to be there word for word and once; else null. */
export function takeOutOnce(text: string, { inserted }: Pick<JournaledEdit, 'inserted'>): string | null {
  const at = text.indexOf(inserted)
  if (at < 0 || text.includes(inserted, at + 1)) return null
  return text.slice(0, at) + text.slice(at + inserted.length)
}

/** Whether a part of a config.toml is the table of one hook and nothing else. */
export function isOneTrust(part: string, key: string): boolean {
  const headers = part.match(/^[ \t]*\[.*$/gm) ?? []
  return headers.length === 1 && headers[0]?.trim() === `[hooks.state.${JSON.stringify(key)}]`
}

/** The table by which Codex knows a hook as trusted, at the end of a config.toml; `text` as it is now. */
export function trustInsertion(text: string, key: string, hash: string): Insertion {
  const newline = /\r\n|\n/.exec(text)?.[0] ?? '\n'
  const gap = text === '' || text === '\ufeff' ? '' : text.endsWith('\n') ? newline : newline + newline
  const table = [`[hooks.state.${JSON.stringify(key)}]`, `trusted_hash = ${JSON.stringify(hash)}`, '']
  return { at: text.length, inserted: gap + table.join(newline) }
}
