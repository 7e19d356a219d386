import { type TurnFailure, turnFailureOf } from '../codex/turn-failure'
import type { Lane } from '../lanes/lanes'
import type { Session, Turn } from './session'

/** The newest finished turn of a session, when it failed. */
export interface FailedTurn {
  readonly turnId: string
  readonly atMs: number
  /** The model that played it. */
  readonly model: string
  readonly lane: Lane
  readonly failure: TurnFailure
}

/** Null when the newest finished turn worked, was stopped by the user, or there is none. */
export function failedTurn({ turns, model, lane }: Pick<Session, 'turns' | 'model' | 'lane'>): FailedTurn | null {
  const finished = turns.filter((turn): turn is Turn & { endedAtMs: number } => turn.endedAtMs !== null)
  const newest = finished.toSorted((a, b) => b.endedAtMs - a.endedAtMs)[0]
  if (newest === undefined || newest.error === null || newest.aborted) return null
  const { turnId, endedAtMs, error } = newest
  return { turnId, atMs: endedAtMs, model: newest.model ?? model, lane, failure: turnFailureOf(error) }
}
