import type { RestoreError } from '../../../core/checkpoint/restore'
import { err, type Result } from '../../../core/result'
import { attempt, type StoreError } from '../fault'
import type { Store } from '../store'

/** Carries what a restore refuses up to the one place that turns it into data. */
export class RestoreFault extends Error {
  readonly error: RestoreError
  constructor(error: RestoreError) {
    super(error.kind)
    this.error = error
  }
}

/** Runs `work` with the store lock held throughout; what the user can meet becomes an error. */
export async function attemptLocked<T>(
  store: Store,
  work: () => Promise<T>,
): Promise<Result<T, StoreError | RestoreError>> {
  try {
    return await attempt(store.folder, () => store.lock.hold(work))
  } catch (thrown) {
    if (thrown instanceof RestoreFault) return err(thrown.error)
    throw thrown
  }
}
