import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createBreather } from '../breathe'
import { errnoOf } from '../fault'
import type { ObjectId } from '../loose-object'
import { packedSizes } from './pack-contents'

/** Bytes on disk of every object that lies in the store itself, loose or packed. */
export async function diskSizes(objectsDir: string): Promise<ReadonlyMap<ObjectId, number>> {
  const sizes = new Map<ObjectId, number>()
  const pause = createBreather()
  for (const part of readdirSync(objectsDir)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    for (const name of readdirSync(join(objectsDir, part))) {
      await pause()
      const bytes = sizeIfThere(join(objectsDir, part, name))
      if (bytes !== null) sizes.set(part + name, bytes)
    }
  }
  const packDir = join(objectsDir, 'pack')
  for (const name of readdirSync(packDir).filter((one) => one.endsWith('.idx'))) {
    const packBytes = sizeIfThere(join(packDir, name.replace(/idx$/, 'pack')))
    if (packBytes === null) continue
    for (const [id, bytes] of packedSizes(readFileSync(join(packDir, name)), packBytes)) sizes.set(id, bytes)
  }
  return sizes
}

/** Null when another process removed it since the folder was read. */
function sizeIfThere(file: string): number | null {
  try {
    return statSync(file).size
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return null
  }
}
