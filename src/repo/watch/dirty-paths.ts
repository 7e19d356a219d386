import type { Cancel, Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RawEvent } from './native-watch'
import { looksLikeNoise } from './noise'
import { createOverflowGuard, type OverflowGuard, type OverflowWhy } from './overflow-guard'
import { nextSaveEvent, type SaveEvent, type SaveState } from './save-over'
import { defaultTickPolicy, flushAtMs, type TickPolicy } from './tick'

/** Paths that may have changed since the last batch, each with the generation of its newest event. */
export type DirtyBatch = ReadonlyMap<RepoPath, number>

/** Folds raw events into batches of paths that may have changed. */
export interface DirtyPaths {
  /** One raw event about a path; a name that may have come or gone is `rename`. */
  mark(path: RepoPath, event?: RawEvent): void
  /** False once a newer event about the path came in, so that a job begun for `generation` can stop. */
  isCurrent(path: RepoPath, generation: number): boolean
  /** Paths waiting for the next batch. */
  waiting(): number
  /** These paths. */
  pending(): readonly RepoPath[]
  /** Whether many paths are being written: `onBurstEnd` will follow. */
  inBurst(): boolean
  /** Forgets what waits and sets no timer any more. */
  stop(): void
}

export interface DirtyPathsOptions {
  readonly clock: Clock
  /**
   * Takes a batch, and when the oldest event in it was heard (milliseconds of the clock); the next one comes only after
   * the promise settles. It must not reject.
   */
  readonly flush: (batch: DirtyBatch, firstHeardMs: number) => Promise<void>
  /** By-products of editors are dropped only when this says false. */
  readonly isTracked: (path: RepoPath) => boolean
  /** Events may have been lost; `onBurstEnd` follows when it is worth looking. */
  readonly onOverflowRisk: (why: OverflowWhy) => void
  /** After more than `policy.many` paths or a suspected loss: six quiet times without an event, or 5 s, have passed. */
  readonly onBurstEnd: () => void
  /**
   * What the events since a quiet time look like: a save that is over need not be waited for, one that has begun is given
   * longer. What it takes for whole and is not, is put right by the event of the next write.
   */
  readonly saveState?: (events: ReadonlyMap<RepoPath, SaveEvent>) => SaveState
  readonly policy?: TickPolicy
  readonly guard?: OverflowGuard
}

const longestBurstMs = 5000

/**
 * Collects raw events and hands them on in batches, at the pace of `tick.ts`, and a save after a quiet time as soon as it
 * is over; idle it holds no timer.
 */
export function createDirtyPaths(options: DirtyPathsOptions): DirtyPaths {
  const { clock, flush, policy = defaultTickPolicy, guard = createOverflowGuard() } = options
  const burstQuietMs = policy.quietMs * 6
  const newest = new Map<RepoPath, number>()
  let pending = new Map<RepoPath, number>()
  let generation = 0
  let firstAtMs = 0
  let lastAtMs = Number.NEGATIVE_INFINITY
  let leading = false
  /** What happened since a quiet time, as long as that may be one save, also where its time was up before it was over; null later on. */
  let save: Map<RepoPath, SaveEvent> | null = null
  let begun = false
  let lookSoon = false
  let atOnceMs = Number.NEGATIVE_INFINITY
  let inFlight = false
  let stopped = false
  let cancelTick: Cancel | null = null
  let cancelBurst: Cancel | null = null

  const dueMs = () => flushAtMs({ paths: pending.size, firstAtMs, lastAtMs, leading, begun }, policy)

  const arm = (): void => {
    if (stopped || cancelTick !== null || inFlight || pending.size === 0) return
    const due = dueMs()
    cancelTick = clock.after(Math.min(Math.max(0, due - clock.now()), policy.maxWaitMs), () => {
      cancelTick = null
      if (guard.timerFired(due, clock.now())) suspect('loop-stall')
      // Paths that came in meanwhile may have moved the moment; a clock that was set back must not.
      if (dueMs() > clock.now() && clock.now() >= firstAtMs) return arm()
      if (pending.size > policy.few) save = null
      void send()
    })
  }

  /** When the events at hand are through. */
  const look = (): void => {
    lookSoon = false
    if (stopped || inFlight || save === null || pending.size === 0) return
    const state = options.saveState?.(save)
    const isDueSooner = begun && state !== 'begun'
    begun = state === 'begun'
    if (state !== 'over' && !isDueSooner) return
    cancelTick?.()
    cancelTick = null
    if (state !== 'over') return arm()
    save = null
    atOnceMs = clock.now()
    void send()
  }

  const send = async (): Promise<void> => {
    const batch = pending
    const firstHeardMs = firstAtMs
    pending = new Map()
    inFlight = true
    if (batch.size > policy.many) watchBurst()
    try {
      await flush(batch, firstHeardMs)
    } finally {
      for (const [path, sent] of batch) if (newest.get(path) === sent) newest.delete(path)
      inFlight = false
      look()
      arm()
    }
  }

  const suspect = (why: OverflowWhy): void => {
    options.onOverflowRisk(why)
    watchBurst()
  }

  const watchBurst = (): void => {
    if (stopped || cancelBurst !== null) return
    const latestMs = clock.now() + longestBurstMs
    const wait = (): void => {
      const leftMs = Math.min(lastAtMs + burstQuietMs, latestMs) - clock.now()
      cancelBurst = leftMs > 0 ? clock.after(Math.min(leftMs, burstQuietMs), wait) : null
      if (cancelBurst === null) options.onBurstEnd()
    }
    cancelBurst = clock.after(burstQuietMs, wait)
  }

  return {
    mark(path, event = 'rename') {
      if (stopped) return
      const nowMs = clock.now()
      if (guard.event(nowMs)) suspect('event-rate')
      if (looksLikeNoise(path) && !options.isTracked(path)) return
      if (pending.size === 0) {
        firstAtMs = nowMs
        const quiet = nowMs - lastAtMs >= policy.quietMs
        // What was taken at once may have been half of it: the other half is not kept waiting either.
        leading = quiet || nowMs - atOnceMs < policy.quietMs
        atOnceMs = Number.NEGATIVE_INFINITY
        begun = false
        if (quiet && options.saveState !== undefined) save = new Map()
      }
      save?.set(path, nextSaveEvent(save.get(path), event))
      lastAtMs = nowMs
      generation += 1
      pending.set(path, generation)
      newest.set(path, generation)
      arm()
      if (save === null || lookSoon) return
      lookSoon = true
      setImmediate(look)
    },
    isCurrent: (path, started) => (newest.get(path) ?? started) === started,
    waiting: () => pending.size,
    pending: () => [...pending.keys()],
    inBurst: () => !stopped && (cancelBurst !== null || pending.size > policy.many),
    stop() {
      stopped = true
      cancelTick?.()
      cancelBurst?.()
      pending.clear()
      newest.clear()
    },
  }
}
