import type { Cancel, Clock } from '../../core/clock'
import type { ChangeKey } from '../../core/review/attribution'

/** Labels come from another process and are not waited for longer than this. */
const labelsLateMs = 1000

/** Changes that main has not labelled yet. Nothing is told before it is known who wrote them: numbers would go up and down. */
export interface LateLabels {
  isWaiting(): boolean
  wait(key: ChangeKey): void
  came(key: ChangeKey): void
  stop(): void
}

export function createLateLabels(clock: Clock, onGivenUp: () => void): LateLabels {
  const waiting = new Map<ChangeKey, Cancel>()
  return {
    isWaiting: () => waiting.size > 0,
    wait(key) {
      const cancel = clock.after(labelsLateMs, () => {
        waiting.delete(key)
        onGivenUp()
      })
      waiting.set(key, cancel)
    },
    came(key) {
      waiting.get(key)?.()
      waiting.delete(key)
    },
    stop() {
      for (const cancel of waiting.values()) cancel()
    },
  }
}
