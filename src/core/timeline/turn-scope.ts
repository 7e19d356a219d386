import type { ChangeView, SessionView } from '../app/session-views'
import type { Scope } from '../diff/scope'

type TurnScope = Extract<Scope, { kind: 'turn' }>

/**
 * What one turn changed: from the state before its first change to the one after its last, or to the disk while it runs.
 * Without `turnId` the newest turn that has written. Null when it has not, and when its states were not captured.
 */
export function turnScope(
  session: Pick<SessionView, 'state' | 'turns' | 'changes'>,
  turnId: string | null,
): TurnScope | null {
  const written = session.changes.filter(isOfTurn)
  const id = turnId ?? written.at(-1)?.turnId ?? null
  const changes = id === null ? [] : written.filter((change) => change.turnId === id)
  const from = changes[0]?.previousCheckpointId ?? null
  const last = changes.findLast(({ checkpointId }) => checkpointId !== null)?.checkpointId ?? null
  if (id === null || from === null) return null
  const to = isRunning(session, id) ? null : last
  return { kind: 'turn', turnId: id, from, to }
}

/** A branch switch or a restore while a turn runs is none of its writing. */
function isOfTurn({ turnId, headMove, restored }: ChangeView): boolean {
  return turnId !== null && headMove === null && restored === null
}

function isRunning({ state, turns }: Pick<SessionView, 'state' | 'turns'>, turnId: string): boolean {
  return state === 'live' && turns.find((turn) => turn.turnId === turnId)?.endedAtMs === null
}
