import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { Result } from '../../../core/result'
import { attempt, StoreFault, type StoreError } from '../fault'
import { withReserve } from '../reserve'
import type { Store } from '../store'
import type { PruneHooks } from './hooks'
import { prune } from './prune'
import { isNeededByJournal } from './restore-records'

/**
 * Removes a checkpoint and every byte that only it holds. `protect` names checkpoints that the caller cannot do without,
 * such as the baseline of a live session.
 *
 * Errors: `no-such-checkpoint`, `checkpoint-needed` (it is protected, or a restore that was interrupted needs it),
 * `store-busy`, `no-space`, `read-only`, `store-failed`, `store-corrupt`.
 */
export function forgetCheckpoint(
  store: Store,
  id: CheckpointId,
  { protect, ...hooks }: PruneHooks & { readonly protect?: ReadonlySet<CheckpointId> } = {},
): Promise<Result<{ readonly freedBytes: number }, StoreError>> {
  return attempt(store.folder, async () => {
    if (protect?.has(id)) throw new StoreFault({ kind: 'checkpoint-needed', id, by: 'session' })
    const mayRemove = () => {
      if (isNeededByJournal(store, id)) throw new StoreFault({ kind: 'checkpoint-needed', id, by: 'restore' })
      return true
    }
    const { removed, freedBytes } = await withReserve(store.folder, () => prune(store, [id], mayRemove, hooks))
    if (removed.length === 0) throw new StoreFault({ kind: 'no-such-checkpoint', id })
    return { freedBytes }
  })
}
