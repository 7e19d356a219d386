import { readdirSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createBreather } from '../breathe'
import type { ObjectId } from '../loose-object'

/** Removes loose objects of the store; the answer is how many bytes that freed. The store lock must be held. */
export async function removeLoose(objectsDir: string, isDoomed: (id: ObjectId) => boolean): Promise<number> {
  const pause = createBreather()
  let freed = 0
  for (const part of readdirSync(objectsDir)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue
    // The folders stay: another process may be about to put an object into one.
    for (const name of readdirSync(join(objectsDir, part))) {
      if (!/^[0-9a-f]{38}$/.test(name) || !isDoomed(part + name)) continue
      await pause()
      const file = join(objectsDir, part, name)
      freed += statSync(file).size
      unlinkSync(file)
    }
  }
  return freed
}
