import type { Clock } from '../../src/core/clock'

/** A clock that stands still until a test moves it. */
export interface ManualClock {
  readonly clock: Clock
  /** Moves time on, firing timers in order (also those set on the way) and letting promises settle after each one. */
  readonly advance: (ms: number) => Promise<void>
  /** Lets everything that is already queued run, without moving time. */
  readonly settle: () => Promise<void>
  /** Timers that are waiting; 0 means the code under test is idle. */
  readonly pending: () => number
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly fn: () => void
}

/** `startMs` is milliseconds since the Unix epoch; by default 2026-01-02T03:04:05Z. */
export function createManualClock(startMs = 1_767_323_045_000): ManualClock {
  const timers = new Set<Timer>()
  let now = startMs
  let order = 0

  const clock: Clock = {
    now: () => now,
    after(delayMs, fn) {
      const timer = { at: now + Math.max(0, delayMs), order: order++, fn }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  }

  const nextUntil = (end: number): Timer | undefined =>
    [...timers].filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at || a.order - b.order)[0]

  return {
    clock,
    settle,
    pending: () => timers.size,
    async advance(ms) {
      const end = now + ms
      await settle()
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.fn()
        await settle()
      }
      now = end
    },
  }
}

// An immediate runs only when the queues of promises and ticks are empty, however long a chain they hold.
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
