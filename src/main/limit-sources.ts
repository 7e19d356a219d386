import type { Cancel, Clock } from '../core/clock'
import { addUsage, type CountedTokens } from '../core/limits/usage'
import type { RolloutFinder } from '../services/codex/rollout-finder'
import { openAlertMemory } from '../services/limits/alert-memory-file'
import type { LimitsReader } from '../services/limits/limits-reader'
import { createRolloutCounts } from '../services/limits/rollout-counts'
import type { AppStore } from './app-store'
import { watchForLimitAlerts } from './limit-alerts'
import type { Shell } from './shell-port'

/** What there is to limits besides asking the server: the records of all sessions, our own count, and alerts. */
export interface LimitSources {
  start(): void
  /** Settles when what was told is on disk. */
  stop(): Promise<void>
}

interface Deps {
  readonly store: AppStore
  readonly limits: LimitsReader
  readonly shell: Shell
  readonly clock: Clock
  readonly home: string
  readonly codexHome: string
  readonly finder: RolloutFinder
}

/** Rollouts of a week are read one after the other; windows are told of the sum now and then. */
const tellEveryMs = 500

export async function createLimitSources(deps: Deps): Promise<LimitSources> {
  const { store, limits, shell, clock, home, codexHome, finder } = deps
  const memory = await openAlertMemory(home)
  const stopAlerts = watchForLimitAlerts({ store, limits, memory, shell, clock })
  let counted: CountedTokens[] = []
  let cancelTell: Cancel | null = null

  const tell = (): void => {
    cancelTell = null
    const usage = addUsage(store.state().usage, counted, clock.now())
    counted = []
    store.dispatch({ type: 'usage/counted', usage })
  }

  const counts = createRolloutCounts({
    codexHome,
    clock,
    finder,
    onTold(told) {
      for (const { snapshot, atMs } of told.limits) limits.tellRollout(snapshot, atMs)
      // A record names one bucket, and not always that of the model in use. Turns of long ago have moved nothing since.
      const { turnEndedMs } = told
      if (turnEndedMs !== null && turnEndedMs > (limits.state().readAtMs ?? Number.POSITIVE_INFINITY))
        limits.turnEnded()
      if (told.counted.length === 0) return
      counted.push(...told.counted)
      cancelTell ??= clock.after(tellEveryMs, tell)
    },
  })
  return {
    start: () => counts.start(),
    async stop() {
      counts.stop()
      cancelTell?.()
      stopAlerts()
      await memory.flush()
    },
  }
}
