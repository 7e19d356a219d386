import { turnFailureOf } from '../codex/turn-failure'
import { unreachable } from '../result'
import type { Session } from '../session/session'
import type { UsableFacts } from './usable'

const MINUTE_MS = 60_000
// Capacity and the network come back by themselves; after this it is not worth a word.
const PASSING_MS = 10 * MINUTE_MS
// A model that was refused may be offered in the list all the same, so only a turn that works, or a day, ends it.
const REFUSED_MS = 24 * 60 * MINUTE_MS

/**
 * How the newest finished turn with a model failed, while that still says something about the next one; null when it worked
 * or was put right: a later reading of the limits knows better about limits and sign-in.
 */
export function standingFailure(options: {
  readonly sessions: readonly Session[]
  readonly model: string
  readonly limitsReadAtMs: number | null
  readonly nowMs: number
}): UsableFacts['lastFailure'] {
  const { sessions, model, limitsReadAtMs, nowMs } = options
  const newest = sessions
    .flatMap((session) => session.turns.map((turn) => ({ ...turn, model: turn.model ?? session.model })))
    .filter((turn) => turn.model === model && turn.endedAtMs !== null && !turn.aborted)
    .toSorted((a, b) => (b.endedAtMs ?? 0) - (a.endedAtMs ?? 0))[0]
  if (newest === undefined || newest.error === null || newest.endedAtMs === null) return null
  const failure = turnFailureOf(newest.error)
  const atMs = newest.endedAtMs
  const readSince = limitsReadAtMs !== null && limitsReadAtMs > atMs
  const ageMs = nowMs - atMs
  const { kind } = failure
  switch (kind) {
    case 'usage-limit':
    case 'signed-out':
      return readSince ? null : { ...failure, atMs }
    case 'capacity':
    case 'offline':
      return ageMs > PASSING_MS ? null : { ...failure, atMs }
    case 'not-supported':
    case 'model-unknown':
    case 'context-full':
    case 'other':
      return ageMs > REFUSED_MS ? null : { ...failure, atMs }
    default:
      return unreachable(kind)
  }
}
