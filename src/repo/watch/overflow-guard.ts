/** Why events may have been lost. inotify says nothing when its queue of 16,384 overflows, so this is a suspicion. */
export type OverflowWhy = 'event-rate' | 'loop-stall'

/** Counts raw events; says when losing some has become possible. */
export interface OverflowGuard {
  /** One raw event. True once per burst, when the rate passes the limit. */
  event(nowMs: number): boolean
  /** A timer that was due at `dueMs` fired at `nowMs`. True when the loop stood still for too long meanwhile. */
  timerFired(dueMs: number, nowMs: number): boolean
}

const windowMs = 1000

/** Limits: raw events per second, and lateness of a timer in milliseconds. */
export function createOverflowGuard(limits = { eventsPerSecond: 4000, stallMs: 100 }): OverflowGuard {
  let windowStartMs = Number.NEGATIVE_INFINITY
  let count = 0
  let lastAtMs = Number.NEGATIVE_INFINITY
  let said = false

  return {
    event(nowMs) {
      if (nowMs - lastAtMs >= windowMs) said = false
      lastAtMs = nowMs
      // A fixed window misjudges by at most a factor of two, and costs one comparison for each event.
      if (nowMs - windowStartMs >= windowMs) {
        windowStartMs = nowMs
        count = 0
      }
      count += 1
      if (said || count <= limits.eventsPerSecond) return false
      said = true
      return true
    },
    timerFired: (dueMs, nowMs) => nowMs - dueMs > limits.stallMs,
  }
}
