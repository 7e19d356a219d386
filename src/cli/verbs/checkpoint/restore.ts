import { restore as restoreCheckpoint } from '../../../repo/checkpoint/restore/restore'
import { failed, misused, type Outcome } from '../../outcome'
import type { ActionCall } from './action'
import { findCheckpoint } from '../../resolve-checkpoint'
import { restored } from './restored'
import { wantedPaths } from '../../wanted-paths'

/** `checkpoint restore ID`. */
export async function restore(call: ActionCall): Promise<Outcome> {
  const { repo, context, id: named, delete: confirmed } = call
  if (confirmed !== null && !/^\d+$/.test(confirmed)) return misused('--delete takes a number.', 'checkpoint')
  const paths = wantedPaths(call.paths, { folder: repo.folder, top: repo.layout.top })
  if (!paths.ok) return failed(paths.error)
  const found = await findCheckpoint(repo, named ?? '', context)
  if (!found.ok) return failed(found.error)
  const { store, id } = found.value
  const done = await restoreCheckpoint(store, {
    checkpointId: id,
    paths: paths.value,
    // A script cannot be asked, and it can undo.
    confirmedDeletions: confirmed === null ? (context.interactive ? null : 'any') : Number(confirmed),
  })
  return restored(done, 'Restored', repo.notes)
}
