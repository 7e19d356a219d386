import type { Cancel, Clock } from '../../core/clock'

/** Those who wait for something that may happen, or for a moment to pass. */
export interface Waiters {
  /** Resolves once `isWaiting` says no; it is asked at every `wakeAll`, and when `longestMs` are over, as `isLate`. */
  until(isWaiting: (isLate: boolean) => boolean, longestMs: number): Promise<void>
  wakeAll(): void
}

/** Holds a timer only while somebody waits. */
export function createWaiters(clock: Clock): Waiters {
  const waiting: (() => void)[] = []
  const wakeAll = (): void => {
    for (const wake of waiting.splice(0)) wake()
  }
  return {
    async until(isWaiting, longestMs) {
      const untilMs = clock.now() + longestMs
      let stop: Cancel | null = null
      while (isWaiting(clock.now() >= untilMs)) {
        stop ??= clock.after(longestMs, wakeAll)
        await new Promise<void>((resolved) => waiting.push(resolved))
      }
      stop?.()
    },
    wakeAll,
  }
}
