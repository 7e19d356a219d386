import { sinceLastReset } from './last-reset'

/** One reading of a window: Unix milliseconds and a percentage from 0 to 100. */
export interface UsedSample {
  readonly at: number
  readonly usedPercent: number
}

/** Why nothing can be said honestly. */
export type NoForecast =
  /** The window has been reset since the last reading. */
  | 'reset-due'
  /** Fewer than three readings since the last reset. */
  | 'few-readings'
  /** The readings lie too close together for what is still to come. */
  | 'short-time'
  /** The newest reading says nothing about now. */
  | 'old-readings'
  /** So little was used that rounding alone decides the answer. */
  | 'little-use'

/** What happens to a window when it goes on as it did lately. Moments are Unix milliseconds. */
export type Forecast =
  | { readonly kind: 'not-enough-data'; readonly why: NoForecast }
  | { readonly kind: 'spent'; readonly resetsAt: number | null }
  | {
      readonly kind: 'runs-out'
      readonly at: number
      /** Null when the server names no reset. */
      readonly resetsAt: number | null
      readonly percentPerHour: number
    }
  | {
      readonly kind: 'lasts'
      readonly resetsAt: number | null
      /** 0 when nothing was used. */
      readonly percentPerHour: number
      /** How long nothing was used, or how long the pace was taken over. */
      readonly overMs: number
      /** Whole percent; null when the server names no reset. */
      readonly leftAtReset: number | null
    }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const fewestReadings = 3
const shortestSpan = 10 * MINUTE
/** A gap in the readings that is no sign of anything, as they are read every 15 min at the rarest. */
const freshEnough = 30 * MINUTE

/**
 * When a window runs out at the present pace. The pace is the mean use over half as long a time as is left until the
 * reset, at least 30 min and at most a day: the last hours count for a window of hours, and a day with its night counts
 * for a week. Readings before the last reset inside the samples do not count. `samples` may be in any order.
 */
export function forecast(samples: readonly UsedSample[], resetsAt: number | null, now: number): Forecast {
  if (resetsAt !== null && resetsAt <= now) return notEnough('reset-due')
  const period = sinceLastReset(samples.filter(({ at }) => at <= now))
  const last = period.at(-1)
  if (last === undefined) return notEnough('few-readings')
  const lookBack = lookBackMs(resetsAt, now)
  if (now - last.at > Math.max(freshEnough, lookBack / 2)) return notEnough('old-readings')
  if (last.usedPercent >= 100) return { kind: 'spent', resetsAt }
  const recent = lastPart(period, last.at - lookBack)
  const first = recent[0]
  if (first === undefined || recent.length < fewestReadings) return notEnough('few-readings')
  const overMs = last.at - first.at
  if (overMs < Math.max(shortestSpan, lookBack / 8)) return notEnough('short-time')
  return atPace(last, Math.max(0, last.usedPercent - first.usedPercent), overMs, { resetsAt, now })
}

/** Use in percent per hour over the samples since the last reset inside them; null when there are too few. */
export function burnRate(samples: readonly UsedSample[]): number | null {
  const period = sinceLastReset(samples)
  const first = period[0]
  const last = period.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < shortestSpan) return null
  return (Math.max(0, last.usedPercent - first.usedPercent) * HOUR) / (last.at - first.at)
}

function atPace(
  last: UsedSample,
  used: number,
  overMs: number,
  { resetsAt, now }: { readonly resetsAt: number | null; readonly now: number },
): Forecast {
  const percentPerHour = (used * HOUR) / overMs
  const left = 100 - last.usedPercent
  const runsOutAt = (perMs: number): number => (perMs <= 0 ? Number.POSITIVE_INFINITY : last.at + left / perMs)
  const lasts = (perMs: number): boolean => resetsAt === null || runsOutAt(perMs) >= resetsAt
  // Servers tell whole percents, so one point of use can have been nearly none or nearly two.
  if (used > 0 && used < 2 && (resetsAt === null || lasts(0) !== lasts((used + 1) / overMs))) {
    return notEnough('little-use')
  }
  const pace = used / overMs
  const at = runsOutAt(pace)
  if (Number.isFinite(at) && (resetsAt === null || at < resetsAt)) {
    return { kind: 'runs-out', at: Math.max(at, now), resetsAt, percentPerHour }
  }
  const leftAtReset = resetsAt === null ? null : Math.max(0, Math.round(left - pace * (resetsAt - last.at)))
  return { kind: 'lasts', resetsAt, percentPerHour, overMs, leftAtReset }
}

function lookBackMs(resetsAt: number | null, now: number): number {
  if (resetsAt === null) return 2 * HOUR
  return Math.min(24 * HOUR, Math.max(30 * MINUTE, (resetsAt - now) / 2))
}

/** The samples from a moment on; what stood at that moment is put between its neighbours. */
function lastPart(samples: readonly UsedSample[], from: number): readonly UsedSample[] {
  const index = samples.findIndex(({ at }) => at >= from)
  const after = samples[index]
  const before = samples[index - 1]
  if (after === undefined) return []
  if (before === undefined || after.at === from) return samples.slice(index)
  const share = (from - before.at) / (after.at - before.at)
  const usedPercent = before.usedPercent + share * (after.usedPercent - before.usedPercent)
  return [{ at: from, usedPercent }, ...samples.slice(index)]
}

function notEnough(why: NoForecast): Forecast {
  return { kind: 'not-enough-data', why }
}
