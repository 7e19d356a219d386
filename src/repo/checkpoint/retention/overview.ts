import { isNamed } from '../../../core/checkpoint/retention'
import type { Result } from '../../../core/result'
import type { CheckpointOverview, PinReason } from '../../../shared/repo-answers'
import { attempt, orFault, type StoreError } from '../fault'
import { listCheckpoints } from '../read'
import { restoreState } from '../restore/state'
import type { Store } from '../store'
import { readPins } from './pins'

/** The timeline of checkpoints: which there are, which never expire and why, and which restore can be undone. */
export function overview(store: Store): Promise<Result<CheckpointOverview, StoreError>> {
  return attempt(store.folder, async () => {
    const { checkpoints, broken } = orFault(await listCheckpoints(store))
    const { pins } = readPins(store)
    const reasonOf = (one: (typeof checkpoints)[number]): PinReason | null =>
      pins.get(one.id) ?? (isNamed(one) ? 'named' : null)
    return {
      checkpoints: checkpoints.map((one) => ({ ...one, pinned: reasonOf(one) })),
      broken,
      ...restoreState(store),
    }
  })
}
