import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { errnoOf } from '../fault'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'

type Place = Pick<Store, 'folder'>

/** Whether a restore that did not come to its end needs the checkpoint. */
export function isNeededByJournal(store: Place, id: CheckpointId): boolean {
  return readText(journal(store))?.includes(id) === true
}

/** Every object that the journal and the records of finished restores name; some may be names of something else. */
export function objectsOfRestores(store: Place): readonly ObjectId[] {
  return [journal(store), ...records(store)].flatMap((file) => readText(file)?.match(/\b[0-9a-f]{40}\b/g) ?? [])
}

/**
 * Removes the records of finished restores from or to these checkpoints, and the older ones: a restore can only be undone
 * while everything after it was. Removes what previews of them saw, too.
 */
export function dropRecordsOf(store: Place, ids: readonly CheckpointId[]): void {
  const newestFirst = records(store)
  const hit = newestFirst.findIndex((file) => {
    const text = readText(file)
    return ids.some((id) => text?.includes(id))
  })
  if (hit >= 0) for (const file of newestFirst.slice(hit)) rmSync(file, { force: true })
  for (const file of filesIn(store, 'previews')) {
    const text = readText(file)
    if (ids.some((id) => text?.includes(id))) rmSync(file, { force: true })
  }
}

function journal({ folder }: Place): string {
  return join(folder, 'journal.json')
}

/** Newest first. */
function records(store: Place): readonly string[] {
  const files = filesIn(store, 'restored').filter((file) => /\/\d+\.json$/.test(file))
  return files.toSorted((a, b) => Number.parseInt(basename(b), 10) - Number.parseInt(basename(a), 10))
}

function filesIn({ folder }: Place, name: 'restored' | 'previews'): readonly string[] {
  try {
    return readdirSync(join(folder, name)).map((file) => join(folder, name, file))
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return []
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return null
  }
}
