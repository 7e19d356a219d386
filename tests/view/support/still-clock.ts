import type { Clock } from '../../../src/core/clock'
import { nowMs } from './snapshot'

/** A clock that a test moves. */
export function createStillClock(): { readonly clock: Clock; readonly advance: (ms: number) => void } {
  const timers = new Set<{ readonly at: number; readonly fn: () => void }>()
  let now = nowMs
  return {
    clock: {
      now: () => now,
      after(delayMs, fn) {
        const timer = { at: now + delayMs, fn }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
    advance(ms) {
      now += ms
      for (const timer of timers)
        if (timer.at <= now) {
          timers.delete(timer)
          timer.fn()
        }
    },
  }
}
