import { describeError } from '../../../core/errors/describe-error'
import { isLive } from '../../../core/session/session'
import { byteWords } from '../../../core/words/file-words'
import { forgetCheckpoint } from '../../../repo/checkpoint/retention/forget'
import { failed, type Outcome, said } from '../../outcome'
import { sessionsOf } from '../../sessions'
import type { ActionCall } from './action'
import { findCheckpoint } from '../../resolve-checkpoint'

/** `checkpoint forget ID`: removes it with everything that only it holds. */
export async function forget({ repo, context, id: named }: ActionCall): Promise<Outcome> {
  const found = await findCheckpoint(repo, named ?? '', context)
  if (!found.ok) return failed(found.error)
  const { store, id } = found.value
  const sessions = await sessionsOf(context.home, repo.layout.repoId)
  const protect = new Set(sessions.filter(isLive).flatMap(({ baseline }) => baseline?.checkpointId ?? []))
  const done = await forgetCheckpoint(store, id, { protect })
  if (!done.ok) return failed(describeError(done.error))
  const { freedBytes } = done.value
  return said({ id, freedBytes }, `Checkpoint ${id} is forgotten; ${byteWords(freedBytes)} freed.`, {
    notes: repo.notes,
  })
}
