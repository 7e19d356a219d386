import type { Clock } from '../core/clock'

/** The computer's own clock. A pending timer keeps the process alive, so whoever sets one also cancels it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs)
    return () => clearTimeout(timer)
  },
}
