import type { Cancel, Clock } from './clock'

/** Turns many calls into few runs: a quiet period, one run at a time, one trailing run. */
export interface Coalescer {
  /** Asks for a run that starts after this call. */
  notify(): void
  /** Whether a run is wanted or on its way. */
  busy(): boolean
  /** Forgets a wanted run and wants none any more; a run on its way is not interrupted. */
  stop(): void
}

/**
 * `work` runs once nothing was notified for `quietMs`, at the latest `maxWaitMs` after the first notification it
 * answers (never, if not given). Notified during a run, it runs once more afterwards. It must not reject: what can go
 * wrong belongs into its own result.
 */
export function createCoalescer(options: {
  readonly clock: Clock
  readonly quietMs: number
  readonly maxWaitMs?: number
  readonly work: () => Promise<void>
}): Coalescer {
  const { clock, quietMs, maxWaitMs = Number.POSITIVE_INFINITY, work } = options
  let cancel: Cancel | null = null
  let firstAtMs: number | null = null
  let running = false
  let stopped = false

  const arm = (): void => {
    if (firstAtMs === null) return
    cancel?.()
    const latestMs = firstAtMs + maxWaitMs - clock.now()
    cancel = clock.after(Math.max(0, Math.min(quietMs, latestMs)), () => void run())
  }

  const run = async (): Promise<void> => {
    cancel = null
    firstAtMs = null
    running = true
    try {
      await work()
    } finally {
      running = false
      arm()
    }
  }

  return {
    notify() {
      if (stopped) return
      firstAtMs ??= clock.now()
      if (!running) arm()
    },
    busy: () => running || firstAtMs !== null,
    stop() {
      stopped = true
      cancel?.()
      cancel = null
      firstAtMs = null
    },
  }
}
