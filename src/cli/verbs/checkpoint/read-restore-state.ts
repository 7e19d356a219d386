import type { Result } from '../../../core/result'
import { attempt, type StoreError } from '../../../repo/checkpoint/fault'
import { restoreState } from '../../../repo/checkpoint/restore/state'
import type { Store } from '../../../repo/checkpoint/store'

/** What can be undone, and what was interrupted. */
export function readRestoreState(store: Store): Promise<Result<ReturnType<typeof restoreState>, StoreError>> {
  return attempt(store.folder, async () => restoreState(store))
}
