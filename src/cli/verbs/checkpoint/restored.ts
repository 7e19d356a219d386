import type { RestoreError, RestoreOutcome } from '../../../core/checkpoint/restore'
import { describeError } from '../../../core/errors/describe-error'
import type { Result } from '../../../core/result'
import { indexWords } from '../../../core/words/checkpoint-words'
import { count } from '../../../core/words/counts'
import type { StoreError } from '../../../repo/checkpoint/fault'
import { exitCodes, failed, type Outcome, said } from '../../outcome'
import { keptJson, keptLines } from './words'

/** How a restore, its undo or its recovery ended. `verb` is what it did, such as "Restored". */
export function restored(
  answer: Result<RestoreOutcome, StoreError | RestoreError>,
  verb: string,
  notes: readonly string[],
): Outcome {
  if (!answer.ok) return refused(answer.error)
  const { restored: written, deleted, conflicts, safety, index } = answer.value
  const words = indexWords(index)
  const text = [
    `${verb} ${count(written.length, 'file')}, deleted ${deleted.length}. What was there before is in checkpoint ${safety}.`,
    ...keptLines(conflicts),
    ...(words === null ? [] : [[words.message, words.next].filter((part) => part !== null).join(' ')]),
  ]
  return said(
    { restored: written.length, deleted: deleted.length, conflicts: keptJson(conflicts), safety, index },
    text.join('\n'),
    { exit: conflicts.length === 0 && index !== 'locked' ? exitCodes.done : exitCodes.partial, notes },
  )
}

/** Why it was not done at all. */
export function refused(error: StoreError | RestoreError): Outcome {
  const described = describeError(error)
  if (error.kind === 'many-deletions')
    return failed({
      ...described,
      next: `Add --delete ${error.deleted} to go on, or look at firebreak checkpoint preview.`,
    })
  const nothing = error.kind === 'nothing-to-undo' || error.kind === 'nothing-to-recover'
  return nothing ? { kind: 'failed', exit: exitCodes.closed, error: described } : failed(described)
}
