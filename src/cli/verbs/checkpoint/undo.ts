import { describeError } from '../../../core/errors/describe-error'
import { undoRestore } from '../../../repo/checkpoint/restore/undo'
import { findCheckpoints } from '../../open-checkpoints'
import { failed, type Outcome } from '../../outcome'
import type { ActionCall } from './action'
import { readRestoreState } from './read-restore-state'
import { refused, restored } from './restored'

/** `checkpoint undo`: back to what was there before the last restore; once more brings the restore again. */
export async function undo({ repo, context }: ActionCall): Promise<Outcome> {
  const found = await findCheckpoints(repo, context)
  if (!found.ok) return failed(found.error)
  const store = found.value
  if (store === null) return refused({ kind: 'nothing-to-undo' })
  const state = await readRestoreState(store)
  if (!state.ok) return failed(describeError(state.error))
  const isRedo = state.value.undoable?.kind === 'undo'
  const verb = isRedo ? 'Redid the restore: wrote' : 'Undid the restore: wrote'
  return restored(await undoRestore(store), verb, repo.notes)
}
