import { StoreFault } from './fault'
import type { Store } from './store'

const attempts = 10
/** After so many, nobody else is let in until it is done. */
const patient = 4

/**
 * Runs a capture until it is published. It starts again when it answers null, because another writer published first or
 * a prune took objects that it relied on, and when it failed for lack of such an object. Fault `store-busy` when that
 * goes on and on.
 */
export async function againWhenPruned<T>(
  store: Pick<Store, 'generation' | 'clock' | 'lock' | 'pruning'>,
  capture: (generation: number) => Promise<T | null>,
): Promise<T> {
  const startedMs = store.clock.now()
  for (let round = 0; round < attempts; round++) {
    const generation = await settledGeneration(store)
    try {
      const done = await (round < patient ? capture(generation) : store.lock.hold(() => capture(store.generation())))
      if (done !== null) return done
    } catch (thrown) {
      if (!(thrown instanceof StoreFault) || store.generation() === generation) throw thrown
    }
  }
  throw new StoreFault({ kind: 'store-busy', waitedMs: store.clock.now() - startedMs })
}

/** What starts while a prune runs would have to be done again: it waits for its turn. */
async function settledGeneration({ generation, lock, pruning }: Pick<Store, 'generation' | 'lock' | 'pruning'>) {
  const now = generation()
  if (now % 2 === 0) return now
  await lock.hold(() => pruning.isStill(now))
  return generation()
}
