import type { Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'

const quietMs = 500
const longestMs = 5000
/** A scan of a large repository takes long: it may run for a tenth of the time. */
const pauseFactor = 10
const shortestPauseMs = 5000

/** Full checkpoints that put right what hints missed, soon after a reconcile found something and never all the time. */
export interface Corrections {
  /** Paths were not as they were last seen, and nobody had named them. */
  missed(): void
  stop(): void
}

/** `correct` takes the checkpoint, in its turn; it must not reject. */
export function createCorrections(deps: { readonly clock: Clock; readonly correct: () => Promise<void> }): Corrections {
  const { clock, correct } = deps
  let stopped = false
  const coalescer = createCoalescer({
    clock,
    quietMs,
    maxWaitMs: longestMs,
    async work() {
      const startedMs = clock.now()
      await correct()
      const tookMs = Math.max(0, clock.now() - startedMs)
      if (stopped) return
      await new Promise<void>((resolve) => void clock.after(Math.max(shortestPauseMs, tookMs * pauseFactor), resolve))
    },
  })
  return {
    missed: () => coalescer.notify(),
    stop() {
      stopped = true
      coalescer.stop()
    },
  }
}
