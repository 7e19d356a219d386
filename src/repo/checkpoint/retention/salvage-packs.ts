import { errnoOf, StoreFault } from '../fault'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'
import { removePacked } from './remove-packed'

/**
 * Writes packs anew that hold damaged objects, with what can be read of them, so that the next capture stores again what was
 * lost: as long as a pack lists an object, it is taken for stored. Where the store cannot be written, all stays as it is.
 */
export async function salvagePacks(
  store: Store,
  { readable, unreadable }: { readonly readable: ReadonlySet<ObjectId>; readonly unreadable: ReadonlySet<ObjectId> },
): Promise<void> {
  try {
    await store.lock.hold(async () => {
      await store.pruning.begin()
      try {
        await removePacked(
          store,
          (id) => !readable.has(id),
          {},
          (ids) => ids.some((id) => unreadable.has(id)),
        )
      } finally {
        await store.pruning.end()
        store.generation()
      }
    })
  } catch (thrown) {
    if (!(thrown instanceof StoreFault) && errnoOf(thrown) === null) throw thrown
  }
}
