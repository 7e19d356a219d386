/** What is known of a rollout that no session of Firebreak follows. Moments are milliseconds since the Unix epoch. */
export interface ElsewhereFacts {
  readonly nowMs: number
  readonly beganAtMs: number
  readonly lastAtMs: number
  /** Oldest first; of a long rollout only the latest. */
  readonly turnStarts: readonly number[]
  /** Only the end of a long rollout was looked at: the turn that runs can have begun before it. */
  readonly isCut: boolean
  /** When the last session of this thread ended that Firebreak has followed; null when there was none. */
  readonly earlierEndedAtMs: number | null
  /** Since when the oldest process runs that holds the rollout open; `nobody` holds it, or nobody can tell. */
  readonly heldSince: number | 'nobody' | 'unknown'
}

export type ElsewhereDecision =
  | { readonly kind: 'on'; readonly startedAtMs: number }
  /** A later write may make it one. */
  | { readonly kind: 'not-on' }

/** Where nobody can tell who holds a rollout, one that was silent for longer is over. */
const silentMs = 10 * 60_000
/** A thread that is younger than this has just been made: nobody has to be asked who holds it. */
const freshMs = 10_000
/** Clocks and roundings: a process has begun before its first record. */
const slackMs = 2000

export function isFresh({
  nowMs,
  beganAtMs,
  earlierEndedAtMs,
}: Pick<ElsewhereFacts, 'nowMs' | 'beganAtMs' | 'earlierEndedAtMs'>): boolean {
  return earlierEndedAtMs === null && Math.abs(nowMs - beganAtMs) < freshMs
}

/** Whether a rollout is of a session that is on, and when that began: a resumed thread brings the turns of earlier ones. */
export function decideElsewhere(facts: ElsewhereFacts): ElsewhereDecision {
  const { nowMs, beganAtMs, lastAtMs, turnStarts, isCut, earlierEndedAtMs, heldSince } = facts
  if (isFresh(facts)) return { kind: 'on', startedAtMs: turnStarts[0] ?? beganAtMs }
  if (heldSince === 'nobody') return { kind: 'not-on' }
  if (heldSince === 'unknown' && nowMs - lastAtMs > silentMs) return { kind: 'not-on' }
  const sinceMs = Math.max(earlierEndedAtMs ?? 0, heldSince === 'unknown' ? 0 : heldSince - slackMs)
  const first = turnStarts.find((atMs) => atMs > sinceMs)
  if (first !== undefined) return { kind: 'on', startedAtMs: first }
  const runsSinceBefore = isCut && turnStarts.length === 0 && lastAtMs > sinceMs
  return runsSinceBefore ? { kind: 'on', startedAtMs: Math.max(sinceMs, beganAtMs) } : { kind: 'not-on' }
}
