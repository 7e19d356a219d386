import type { HistoryPoint, HistoryShown, HistorySpan } from '../core/app/limit-history'
import type { Clock } from '../core/clock'
import type { UsedSample } from '../core/limits/forecast'
import { spanMs } from '../core/limits/history-chart'
import { keyText, thinned } from '../core/limits/history-keep'
import type { HistoryProblem, LimitKey, LimitSample, LimitsHistory } from '../core/limits/history-port'
import type { Limits } from '../core/limits/limits'
import type { LimitsState } from '../core/limits/limits-state'
import { describeHistoryProblem } from '../core/errors/describe-history-problem'
import type { AppStore } from './app-store'

/** Keeps every reading in the history, and the newest ones at hand. */
export interface LimitTrails {
  /** The limits were read, or told by Codex. */
  read(limits: LimitsState): void
  /** Reads what a chart of a window needs into the snapshot, again with each reading, until null. */
  show(
    wish: { readonly limitId: string; readonly minutes: number | null; readonly span: HistorySpan } | null,
  ): Promise<void>
}

/** The farthest that a forecast looks back, and a reading before it. */
const trailMs = 25 * 3_600_000
/** More points than a chart has columns of pixels are drawn for nobody. */
const mostPoints = 400

export function createLimitTrails(options: {
  readonly store: AppStore
  readonly history: LimitsHistory
  readonly clock: Clock
}): LimitTrails {
  const { store, history, clock } = options
  const newest = new Map<string, number>()
  const asked = new Set<string>()
  let shows = 0

  history.onProblem((problem) => raise(store, problem))

  /** Adds samples to what is at hand of a window, oldest first and no older than a forecast looks back. */
  const grow = (key: LimitKey, samples: readonly UsedSample[]): void => {
    const name = keyText(key)
    const known = store.state().limitHistory.trails.find((trail) => keyText(trail) === name)?.samples ?? []
    const byTime = new Map([...samples, ...known].map(({ at, usedPercent }) => [at, { at, usedPercent }]))
    const oldest = clock.now() - trailMs
    const kept = [...byTime.values()].filter(({ at }) => at >= oldest).toSorted((a, b) => a.at - b.at)
    const { accountId, limitId, windowMinutes } = key
    store.dispatch({
      type: 'limits/trail-grown',
      trail: { accountId, limitId, windowMinutes, samples: thinned(kept, mostPoints) },
    })
  }

  /** What an earlier run of the app has read of a window, asked once. */
  const remember = async (key: LimitKey): Promise<void> => {
    const name = keyText(key)
    if (asked.has(name)) return
    asked.add(name)
    const now = clock.now()
    const read = await history.read({ ...key, from: now - trailMs, to: now })
    if (read.ok) grow(key, read.value)
    // Tried again with the next reading.
    else asked.delete(name)
  }

  const refresh = async (): Promise<void> => {
    const { shown } = store.state().limitHistory
    if (shown === null) return
    const { limitId, minutes: windowMinutes, span } = shown
    const mine = shows
    const now = clock.now()
    const key = { accountId: store.state().limits.limits?.accountId ?? null, limitId, windowMinutes }
    const read = await history.read({ ...key, from: now - spanMs[span], to: now })
    if (mine !== shows) return
    const points = read.ok ? thinned(read.value, mostPoints).map(toPoint) : []
    const problem = read.ok ? null : describeHistoryProblem(read.error)
    store.dispatch({ type: 'limits/history-shown', shown: { limitId, minutes: windowMinutes, span, points, problem } })
  }

  return {
    read({ limits }) {
      if (limits === null) return
      const fresh = samplesOf(limits).filter((sample) => sample.at > (newest.get(keyText(sample)) ?? 0))
      for (const sample of fresh) {
        newest.set(keyText(sample), sample.at)
        history.record(sample)
        grow(sample, [sample])
        void remember(sample)
      }
      if (fresh.length > 0) void refresh()
    },
    async show(wish) {
      shows++
      const shown: HistoryShown | null = wish === null ? null : { ...wish, points: null, problem: null }
      store.dispatch({ type: 'limits/history-shown', shown })
      await refresh()
    },
  }
}

/** A window that has no number, or whose reset has passed, says nothing that could be kept. */
function samplesOf(limits: Limits): readonly LimitSample[] {
  return limits.buckets.flatMap((bucket) =>
    bucket.windows.flatMap(({ minutes, reading, readAtMs }) =>
      reading.kind === 'known'
        ? [
            {
              accountId: limits.accountId,
              limitId: bucket.id,
              windowMinutes: minutes,
              at: readAtMs,
              usedPercent: reading.usedPercent,
              resetsAt: reading.resetsAtSec === null ? null : reading.resetsAtSec * 1000,
            },
          ]
        : [],
    ),
  )
}

function toPoint({ at, usedPercent }: LimitSample): HistoryPoint {
  return { at, leftPercent: 100 - usedPercent }
}

function raise(store: AppStore, problem: HistoryProblem): void {
  const { message, next } = describeHistoryProblem(problem)
  store.dispatch({
    type: 'notice/raised',
    notice: { id: `limits-history:${problem.kind}`, kind: 'warning', message, next },
  })
}
