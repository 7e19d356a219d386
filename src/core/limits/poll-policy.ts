/** What decides how often the limits are read without a reason. */
export interface Attention {
  /** A session is on. */
  readonly live: boolean
  /** A window of Firebreak is in sight, and the screen is not locked. */
  readonly looked: boolean
  /** The computer saves its battery. */
  readonly saving: boolean
}

const liveMs = 2 * 60_000
const idleMs = 15 * 60_000
/** The server's clock and ours differ a little: asked too early it still tells the old number. */
export const afterResetMs = 5000

/**
 * In how many milliseconds the limits are read again by themselves; null: not at all. Every 2 min in a session, every 15 min
 * otherwise, and only while somebody looks. A reset that is due is no poll but a known moment: it is read once also when nobody
 * looks. On battery saver nothing is. The end of a turn is read at once in any case, as it is somebody's own doing.
 * @param untilResetMs milliseconds until the next known reset, Infinity for none
 */
export function nextReadMs({ live, looked, saving }: Attention, untilResetMs: number): number | null {
  if (saving) return null
  const reset = untilResetMs + afterResetMs
  const poll = looked ? (live ? liveMs : idleMs) : Number.POSITIVE_INFINITY
  const next = Math.min(reset, poll)
  return Number.isFinite(next) ? next : null
}
