import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { errnoOf } from './fault'
import type { ObjectId } from './loose-object'
import { looseFile } from './object-batch'

/**
 * Moves a loose object whose bytes are not its own out of the way. While it lay there, every capture would take it for
 * stored, and so would the store's index: now the next one writes it anew. False when there is none, or when the store
 * cannot be written.
 */
export function setAside(objectsDir: string, id: ObjectId): boolean {
  try {
    const folder = damagedFolder(objectsDir)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    renameSync(looseFile(objectsDir, id), join(folder, id))
    distrustIndex(objectsDir)
    return true
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}

/** Makes the next full capture read every file, as what the index takes for stored may be lost. */
export function distrustIndex(objectsDir: string): void {
  try {
    rmSync(join(dirname(objectsDir), 'index'), { force: true })
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
}

/** Removes what was set aside for good. The store lock must be held. */
export function clearAside(objectsDir: string): void {
  rmSync(damagedFolder(objectsDir), { recursive: true, force: true })
}

function damagedFolder(objectsDir: string): string {
  return join(dirname(objectsDir), 'damaged')
}
