import type { Clock } from '../core/clock'

// setTimeout keeps its delay in 32 bits and fires at once above it (24.8 days); a monthly limit resets later than that.
const longestTimerMs = 2 ** 31 - 1

/** The computer's own clock. A pending timer keeps the process alive, so whoever sets one also cancels it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    let timer: NodeJS.Timeout
    const wait = (leftMs: number) => {
      const fire = leftMs > longestTimerMs ? () => wait(leftMs - longestTimerMs) : fn
      timer = setTimeout(fire, Math.min(leftMs, longestTimerMs))
    }
    wait(delayMs)
    return () => clearTimeout(timer)
  },
}
