import { join } from 'node:path'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { chooseExpired } from '../../../core/checkpoint/retention'
import type { Result } from '../../../core/result'
import type { RetentionPlan } from '../../../shared/repo-contract'
import { attempt, orFault, type StoreError } from '../fault'
import { listCheckpoints } from '../read'
import { withReserve } from '../reserve'
import { restoreState } from '../restore/state'
import type { Store } from '../store'
import { byteSpans } from './byte-spans'
import { diskSizes } from './disk-sizes'
import type { PruneHooks } from './hooks'
import { readPins } from './pins'
import { prune } from './prune'
import { isNeededByJournal } from './restore-records'

/**
 * Removes what is over the budget of a repository, oldest changes first (core/checkpoint/retention.ts), and what a prune
 * that was killed left behind. Damaged checkpoints are not touched. Errors: as with `forgetCheckpoint`.
 */
export function thinCheckpoints(
  store: Store,
  plan: RetentionPlan,
  hooks: PruneHooks = {},
): Promise<Result<{ readonly removed: readonly CheckpointId[] }, StoreError>> {
  return attempt(store.folder, async () => {
    const wasKilled = store.pruning.now() % 2 !== 0
    const chosen = await choose(store, plan)
    if (chosen.length === 0 && !wasKilled) return { removed: [] }
    // Pinned meanwhile by another process, or needed by a restore that began meanwhile.
    const mayRemove = (id: CheckpointId) => {
      const { pins, readable } = readPins(store)
      return readable && !pins.has(id) && !isNeededByJournal(store, id) && id !== store.newestId()
    }
    const { removed } = await withReserve(store.folder, () => prune(store, chosen, mayRemove, hooks))
    return { removed }
  })
}

async function choose(store: Store, plan: RetentionPlan): Promise<readonly CheckpointId[]> {
  const { pins, readable } = readPins(store)
  // Which ones are pinned is not known, so none may go.
  if (!readable) return []
  const items = orFault(await listCheckpoints(store)).checkpoints.toReversed()
  const { undoable, interrupted } = restoreState(store)
  const restores = [undoable, interrupted].flatMap((one) => (one === null ? [] : [one.target, one.safety]))
  const protection = { ...plan, ids: new Set([...pins.keys(), ...restores]) }
  return chooseExpired(items, await spansFor(store, items, plan.bytes), plan, protection, store.clock.now())
}

/** Empty when the whole store is within the budget: then nobody needs to know which bytes are whose. */
async function spansFor(store: Store, items: readonly { readonly id: CheckpointId }[], budgetBytes: number) {
  const sizes = await diskSizes(join(store.gitDir, 'objects'))
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
  if (total <= budgetBytes) return []
  const records = []
  for (const { id } of items) records.push(await store.record(id))
  return byteSpans(store, records, sizes)
}
