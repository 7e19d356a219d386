import { join } from 'node:path'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { releaseBaseline } from '../large/baseline'
import type { ObjectId } from '../loose-object'
import { clearAside } from '../set-aside'
import type { Store } from '../store'
import { cleanIndex } from './clean-index'
import type { PruneHooks } from './hooks'
import { dropPins } from './pins'
import { createReachable, type Reachable } from './reachable'
import { removeLoose } from './remove-loose'
import { removePacked } from './remove-packed'
import { dropRecordsOf, objectsOfRestores } from './restore-records'

export interface Pruned {
  readonly removed: readonly CheckpointId[]
  readonly freedBytes: number
}

/**
 * Forgets checkpoints and removes what no other needs from the store: loose, packed, and out of its index. Takes the
 * store lock for as long; captures that are on their way in other processes start again (prune-generation.ts).
 * `mayRemove` is asked under the lock, where what was decided before can be taken back, or refused by throwing.
 */
export async function prune(
  store: Store,
  chosen: readonly CheckpointId[],
  mayRemove: (id: CheckpointId) => boolean,
  hooks: PruneHooks = {},
): Promise<Pruned> {
  // Most of the walk needs no lock: what is needed now and stays listed is needed later, too.
  const needed = createReachable(store)
  await addListed(store, needed, chosen)

  return store.lock.hold(async () => {
    const listed = new Set(store.refs.list())
    const removed = chosen.filter((id) => listed.has(id) && mayRemove(id))
    const commits = removed.map((id) => commitOf(store, id)).filter((commit) => commit !== null)
    await store.pruning.begin()
    try {
      hooks.at?.('prune-begun')
      await store.refs.remove(removed)
      await dropPins(store, removed)
      dropRecordsOf(store, removed)
      hooks.at?.('refs-removed')
      await addListed(store, needed, [])
      for (const id of objectsOfRestores(store)) await needed.addIfThere(id)
      const freedBytes = await removeObjects(store, await unneeded(store, needed, commits), hooks)
      if (objectsOfRestores(store).length === 0) await releaseBaseline(store)
      return { removed, freedBytes }
    } finally {
      await store.pruning.end()
      // Drops what this process remembers.
      store.generation()
      hooks.at?.('prune-done')
    }
  })
}

async function addListed(store: Store, needed: Reachable, except: readonly CheckpointId[]): Promise<void> {
  const left = new Set(except)
  for (const id of store.refs.list()) if (!left.has(id)) await needed.addCheckpoint(id)
}

/** Which objects of the store are to go. */
async function unneeded(store: Store, needed: Reachable, removedCommits: readonly ObjectId[]) {
  if (needed.isWhole()) return (id: ObjectId) => !needed.ids.has(id)
  // What a damaged checkpoint needs is not known, so only what belonged to the removed ones goes.
  const condemned = createReachable(store)
  for (const commit of removedCommits) await condemned.add(commit)
  return (id: ObjectId) => condemned.ids.has(id) && !needed.ids.has(id)
}

async function removeObjects(store: Store, isDoomed: (id: ObjectId) => boolean, hooks: PruneHooks): Promise<number> {
  await cleanIndex(store, isDoomed)
  clearAside(join(store.gitDir, 'objects'))
  hooks.at?.('index-cleaned')
  const loose = await removeLoose(join(store.gitDir, 'objects'), isDoomed)
  hooks.at?.('loose-removed')
  const packed = await removePacked(store, isDoomed, hooks)
  hooks.at?.('packs-removed')
  return loose + packed
}

function commitOf(store: Store, id: CheckpointId): ObjectId | null {
  try {
    return store.refs.read(id)
  } catch {
    // A damaged name: there is nothing to find behind it.
    return null
  }
}
