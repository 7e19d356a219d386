import { existsSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { errnoOf } from '../fault'
import { makeFolder } from '../make-folder'
import type { Store } from '../store'
import { replaceDurably, syncFolder } from './journal'

const path = z.string().min(1)
const state = z.object({ mode: z.number(), id: z.string(), permissions: z.number() }).nullable()
const finishedSchema = z.object({
  version: z.literal(1),
  /** Of its journal. */
  id: z.string(),
  kind: z.enum(['restore', 'undo', 'redo']),
  atMs: z.number(),
  target: z.string(),
  safety: z.string(),
  /** Paths it touched, without those that were kept. */
  paths: z.array(path),
  folders: z.array(path),
  /** Repositories whose index it restored; empty for the work tree's own. */
  index: z.array(z.string()),
  /** What it is called, where it has a name of its own. */
  what: z.string().nullable().default(null),
  /** What it left where it has such a name, so that it can be taken back after later ones. */
  left: z.array(z.tuple([path, state])).default([]),
})
/** A restore that came to its end, as `restored/<sequence>.json` in the store's folder: what an undo takes back. */
export type FinishedRestore = z.infer<typeof finishedSchema>

const keptRecords = 20
type Place = Pick<Store, 'folder'>

function folderOf(store: Place): string {
  return join(store.folder, 'restored')
}

/** Sequences there are, oldest first. */
function sequences(store: Place): readonly number[] {
  try {
    return readdirSync(folderOf(store))
      .flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
      .toSorted((a, b) => a - b)
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}

function fileOf(store: Place, sequence: number): string {
  return join(folderOf(store), `${sequence}.json`)
}

function read(store: Place, sequence: number): FinishedRestore | null {
  try {
    const parsed = finishedSchema.safeParse(JSON.parse(readFileSync(fileOf(store, sequence), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch (thrown) {
    if (thrown instanceof SyntaxError || errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** The one that an undo takes back; null when there is none or its safety checkpoint is not there any more. */
export function newestFinished(store: Pick<Store, 'folder' | 'refs'>): FinishedRestore | null {
  const last = sequences(store).at(-1)
  const newest = last === undefined ? null : read(store, last)
  return newest !== null && store.refs.list().includes(newest.safety) ? newest : null
}

/** The one whose safety checkpoint this is; null when it is not known any more. */
export function finishedBefore(store: Pick<Store, 'folder' | 'refs'>, safety: CheckpointId): FinishedRestore | null {
  const found = sequences(store).findLast((sequence) => read(store, sequence)?.safety === safety)
  return found === undefined || !store.refs.list().includes(safety) ? null : read(store, found)
}

/** Keeps the record, once per journal, and drops the oldest ones. The store lock must be held. */
export async function addFinished(store: Place, record: FinishedRestore): Promise<void> {
  await makeFolder(folderOf(store))
  const all = sequences(store)
  const last = all.at(-1) ?? 0
  const sequence = read(store, last)?.id === record.id ? last : last + 1
  await replaceDurably(store.folder, fileOf(store, sequence), JSON.stringify(record))
  syncFolder(folderOf(store))
  for (const old of all.filter((one) => one <= sequence - keptRecords)) unlinkSync(fileOf(store, old))
}

/** Takes the record of a journal back, if it was written already. */
export function dropFinished(store: Place, journalId: string): void {
  const last = sequences(store).at(-1)
  if (last !== undefined && existsSync(fileOf(store, last)) && read(store, last)?.id === journalId) {
    unlinkSync(fileOf(store, last))
    syncFolder(folderOf(store))
  }
}
