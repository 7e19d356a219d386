import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { orFault } from '../fault'
import type { ObjectId } from '../loose-object'
import { makeFolder } from '../make-folder'
import { packedIds } from './pack-contents'
import type { Store } from '../store'
import type { PruneHooks } from './hooks'

/**
 * Removes packed objects of the store: a pack that holds one of them (or that `concerns` names) is written anew without
 * it. The answer is how many bytes that freed. The store lock must be held.
 */
export async function removePacked(
  store: Pick<Store, 'git' | 'gitDir'>,
  isDoomed: (id: ObjectId) => boolean,
  hooks: PruneHooks,
  concerns: (ids: readonly ObjectId[]) => boolean = (ids) => ids.some(isDoomed),
): Promise<number> {
  const packDir = join(store.gitDir, 'objects', 'pack')
  let freed = 0
  for (const name of readdirSync(packDir).filter((one) => one.endsWith('.idx'))) {
    const ids = packedIds(readFileSync(join(packDir, name)))
    if (!concerns(ids)) continue
    const kept = ids.filter((id) => !isDoomed(id))
    if (kept.length > 0) freed -= await packAnew(store, packDir, kept)
    hooks.at?.('pack-written')
    freed += removePack(packDir, name.slice(0, -'.idx'.length))
  }
  return freed
}

/** Without deltas, as the store's packs are, so that they can be read without git. */
async function packAnew(store: Pick<Store, 'git' | 'gitDir'>, packDir: string, ids: readonly ObjectId[]) {
  // Swept like the folder of a capture if we are killed.
  const folder = join(store.gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    await makeFolder(folder)
    orFault(
      await store.git.run(['pack-objects', '-q', '--window=0', join(folder, 'pack')], {
        gitDir: store.gitDir,
        input: Buffer.from(`${ids.join('\n')}\n`),
        timeoutMs: packMs,
      }),
    )
    let bytes = 0
    // A pack counts from the moment its .idx is there, so that one is moved last.
    for (const name of readdirSync(folder).toSorted(
      (a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')),
    )) {
      bytes += statSync(join(folder, name)).size
      renameSync(join(folder, name), join(packDir, name))
    }
    return bytes
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function removePack(packDir: string, base: string): number {
  let bytes = 0
  // The .idx first: without it the rest counts for nothing.
  for (const ending of ['.idx', '.rev', '.bitmap', '.mtimes', '.keep', '.pack']) {
    const file = join(packDir, base + ending)
    if (!existsSync(file)) continue
    bytes += statSync(file).size
    unlinkSync(file)
  }
  return bytes
}

const packMs = 600_000
