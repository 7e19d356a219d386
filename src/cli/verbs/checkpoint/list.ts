import type { Checkpoint } from '../../../core/checkpoint/checkpoint'
import { describeError } from '../../../core/errors/describe-error'
import { count } from '../../../core/words/counts'
import { displayName } from '../../../core/words/display-name'
import { dayAndTime } from '../../../core/words/times'
import { listCheckpoints } from '../../../repo/checkpoint/read'
import { jsonTime } from '../../json-path'
import { findCheckpoints } from '../../open-checkpoints'
import { exitCodes, failed, type Outcome, said } from '../../outcome'
import { sessionsOf } from '../../sessions'
import type { ActionCall } from './action'

/** `checkpoint list`: the newest first. */
export async function list({ repo, context }: ActionCall): Promise<Outcome> {
  const store = await findCheckpoints(repo, context)
  if (!store.ok) return failed(store.error)
  const listing = store.value === null ? null : await listCheckpoints(store.value)
  if (listing?.ok === false) return failed(describeError(listing.error))
  const { checkpoints, broken } = listing?.value ?? { checkpoints: [], broken: [] }
  const damaged =
    broken.length === 0 ? [] : [`${count(broken.length, 'checkpoint')} cannot be read: ${broken.join(', ')}.`]
  const gone = checkpoints.length + broken.length === 0 ? await goneWords({ repo, context }) : []
  return said(
    checkpoints.map(({ id, atMs, label, reason, complete, sessionId }) => ({
      id,
      at: jsonTime(atMs),
      label,
      reason,
      complete,
      session: sessionId,
    })),
    checkpoints.length === 0
      ? 'No checkpoints yet.'
      : checkpoints.map((one) => line(one, context.clock.now())).join('\n'),
    { exit: broken.length === 0 ? exitCodes.done : exitCodes.partial, notes: [...repo.notes, ...damaged, ...gone] },
  )
}

/** Sessions remember where they started from, also when somebody deleted the store. */
async function goneWords({ repo, context }: Pick<ActionCall, 'repo' | 'context'>): Promise<readonly string[]> {
  const sessions = await sessionsOf(context.home, repo.layout.repoId)
  const known = sessions.filter(({ baseline }) => baseline !== null).length
  return known === 0 ? [] : [`The checkpoints of ${count(known, 'session')} are gone: their store was deleted.`]
}

function line({ id, atMs, label, reason, complete }: Checkpoint, nowMs: number): string {
  const parts = [id, dayAndTime(atMs, nowMs).padEnd(15), reason.padEnd(14), displayName(label)]
  return `${parts.join('  ').trimEnd()}${complete ? '' : '  partial'}`
}
