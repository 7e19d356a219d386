import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../checkpoint-refs'
import { errnoOf } from '../fault'
import type { Store } from '../store'

const path = z.string().min(1)
const objectId = z.string().regex(/^[0-9a-f]{40}$/)
const state = z.object({ mode: z.number(), id: objectId, permissions: z.number() }).nullable()
const folderModes = z.array(z.object({ path, from: z.number().nullable(), to: z.number() }))
const folderSteps = z.object({ make: z.array(path), remove: z.array(path), permissions: folderModes.default([]) })
const owner = z.object({ pid: z.number().int(), startedAt: z.string().nullable(), bootId: z.string().nullable() })
const indexStep = z.object({
  /** Path of the nested repository; empty for the work tree's own. */
  repo: z.string(),
  /** Trees of git's files as a checkpoint keeps them; null where there is no index. */
  from: objectId.nullable(),
  to: objectId.nullable(),
  /** The file in the git directory that becomes the lock and then the index. */
  temp: z.string().regex(/^\.ckpt-[0-9a-f]{12}\.tmp$/),
})
/** What happens to one index of git. */
export type IndexStep = z.infer<typeof indexStep>

const journalSchema = z.object({
  version: z.literal(1),
  /** Tells this restore from every other. */
  id: z.string(),
  kind: z.enum(['restore', 'undo', 'redo']),
  /** Who carries it out; null when that process gave up. */
  owner: owner.nullable(),
  atMs: z.number(),
  target: z.string(),
  safety: z.string(),
  steps: z.array(z.object({ path, from: state, to: state })),
  /** Folders of the way there and of the way back. */
  folders: folderSteps,
  foldersBack: folderSteps,
  index: z.array(indexStep),
  keep: z.array(z.object({ path, why: z.string() })),
  /** What it is called where it is more than files that go back: "Reverted 1 hunk in a.ts". */
  what: z.string().nullable().default(null),
})

/**
 * Everything that a restore is going to do, written before it does anything, so that any process can finish it or take
 * it back after a kill. It is `journal.json` in the store's folder and is there only while a restore is under way.
 */
export type RestoreJournal = z.infer<typeof journalSchema>

function journalFile(store: Pick<Store, 'folder'>): string {
  return join(store.folder, 'journal.json')
}

/**
 * Null when no restore is under way. It is written as a whole, so one that cannot be understood was damaged by the disk:
 * then nobody can go on from it, every file is old or new, and the safety checkpoint is in the list like all others.
 */
export function readJournal(store: Pick<Store, 'folder'>): RestoreJournal | null {
  let text: string
  try {
    text = readFileSync(journalFile(store), 'utf8')
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
  try {
    return journalSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export async function writeJournal(store: Pick<Store, 'folder'>, journal: RestoreJournal): Promise<void> {
  await replaceDurably(store.folder, journalFile(store), JSON.stringify(journal))
}

export function removeJournal(store: Pick<Store, 'folder'>): void {
  if (!existsSync(journalFile(store))) return
  unlinkSync(journalFile(store))
  syncFolder(store.folder)
}

/** Replaces a file in a folder of the store; old or new after a power cut, never torn. */
export async function replaceDurably(folder: string, file: string, text: string): Promise<void> {
  // The name is one that opening a store sweeps.
  const temp = join(folder, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  await writeDurably(temp, text)
  renameSync(temp, file)
  syncFolder(folder)
}

export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
