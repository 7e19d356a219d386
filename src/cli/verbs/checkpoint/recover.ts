import type { InterruptedRestore } from '../../../core/checkpoint/restore'
import { describeError } from '../../../core/errors/describe-error'
import { count } from '../../../core/words/counts'
import { dayAndTime } from '../../../core/words/times'
import { recoverRestore } from '../../../repo/checkpoint/restore/recover'
import { jsonTime } from '../../json-path'
import { findCheckpoints } from '../../open-checkpoints'
import { failed, misused, type Outcome, said } from '../../outcome'
import type { ActionCall } from './action'
import { readRestoreState } from './read-restore-state'
import { refused, restored } from './restored'

/** `checkpoint recover`: what to do about a restore that was killed; without an option it only says that there is one. */
export async function recover({ repo, context, finish, undo }: ActionCall): Promise<Outcome> {
  if (finish && undo) return misused('Either --finish or --undo.', 'checkpoint')
  const found = await findCheckpoints(repo, context)
  if (!found.ok) return failed(found.error)
  const store = found.value
  if (store === null) return refused({ kind: 'nothing-to-recover' })
  if (finish) return restored(await recoverRestore(store, 'finish'), 'Finished the restore: wrote', repo.notes)
  if (undo) return restored(await recoverRestore(store, 'undo'), 'Undid the restore: wrote', repo.notes)
  const state = await readRestoreState(store)
  if (!state.ok) return failed(describeError(state.error))
  const { interrupted } = state.value
  return interrupted === null
    ? refused({ kind: 'nothing-to-recover' })
    : pending(interrupted, context.clock.now(), repo.notes)
}

function pending({ kind, atMs, target, safety, files }: InterruptedRestore, nowMs: number, notes: readonly string[]) {
  const what = kind === 'undo' ? 'The undo of a restore' : 'A restore'
  return said(
    { pending: { kind, at: jsonTime(atMs), target, safety, files } },
    [
      `${what} of ${count(files, 'file')} was interrupted, ${dayAndTime(atMs, nowMs)}.`,
      `Finish it with firebreak checkpoint recover --finish, or take it back with --undo.`,
    ].join('\n'),
    { notes },
  )
}
