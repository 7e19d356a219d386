import { describeError } from '../../../core/errors/describe-error'
import { err, ok, type Result } from '../../../core/result'
import type { DescribedError } from '../../../core/errors/described-error'
import { count } from '../../../core/words/counts'
import { displayName } from '../../../core/words/display-name'
import { type Verified, verifyCheckpoints } from '../../../repo/checkpoint/retention/verify'
import { findCheckpoints } from '../../open-checkpoints'
import { exitCodes, failed, type Outcome, said } from '../../outcome'
import type { ActionCall } from './action'
import { findCheckpoint } from '../../resolve-checkpoint'

/** `checkpoint verify [ID]`: reads every byte and compares it with its hash. */
export async function verify(call: ActionCall): Promise<Outcome> {
  const answer = call.id === null ? await verifyAll(call) : await verifyOne(call, call.id)
  if (!answer.ok) return failed(answer.error)
  const { verified, looked } = answer.value
  const text = verified.ok
    ? `${count(looked, 'checkpoint')} can be restored byte for byte.`
    : [
        `${count(verified.broken.length, 'checkpoint')} of ${looked} cannot be used:`,
        ...verified.broken.map(({ id, why }) => `  ${id}  ${displayName(why)}`),
      ].join('\n')
  return said(verified, text, {
    exit: verified.ok ? exitCodes.done : exitCodes.partial,
    notes: call.repo.notes,
  })
}

type Answer = Result<{ readonly verified: Verified; readonly looked: number }, DescribedError>

async function verifyAll({ repo, context }: ActionCall): Promise<Answer> {
  const store = await findCheckpoints(repo, context)
  if (!store.ok) return store
  if (store.value === null) return ok({ verified: { ok: true, broken: [] }, looked: 0 })
  const verified = await verifyCheckpoints(store.value, null)
  if (!verified.ok) return err(describeError(verified.error))
  return ok({ verified: verified.value, looked: store.value.refs.list().length })
}

async function verifyOne({ repo, context }: ActionCall, named: string): Promise<Answer> {
  const found = await findCheckpoint(repo, named, context)
  if (!found.ok) return found
  const verified = await verifyCheckpoints(found.value.store, [found.value.id])
  return verified.ok ? ok({ verified: verified.value, looked: 1 }) : err(describeError(verified.error))
}
