import type { HistoryPoint, HistorySpan } from '../app/limit-history'
import type { Forecast, NoForecast } from '../limits/forecast'
import { betweenResets } from '../limits/last-reset'
import { unreachable } from '../result'
import { count } from './counts'
import { clockTime, dayAndTime, duration, resetTime } from './times'

const HOUR = 3_600_000

/** "at this pace until 16:40, reset 17:20", or why that cannot be said. */
export function forecastWords(forecast: Forecast, nowMs: number): string {
  const reset = (at: number | null): string => (at === null ? '' : `, reset ${resetTime(at, nowMs)}`)
  switch (forecast.kind) {
    case 'runs-out':
      return `at this pace until ${resetTime(forecast.at, nowMs)}${reset(forecast.resetsAt)}`
    case 'spent':
      return `nothing left${reset(forecast.resetsAt)}`
    case 'lasts': {
      if (forecast.percentPerHour === 0) return `not used in the last ${duration(forecast.overMs)}`
      if (forecast.leftAtReset === null || forecast.resetsAt === null) return 'lasts at this pace'
      return `at this pace ${forecast.leftAtReset} % left at the reset, ${resetTime(forecast.resetsAt, nowMs)}`
    }
    case 'not-enough-data':
      return `not enough data for a forecast: ${noForecastWords(forecast.why)}`
    default:
      return unreachable(forecast)
  }
}

/** The same as a sentence of its own; without the reason where there is none. */
export function forecastInShort(forecast: Forecast, nowMs: number): string {
  if (forecast.kind === 'not-enough-data') return 'Not enough data for a forecast'
  return sentence(forecastWords(forecast, nowMs))
}

/** "At this pace until 16:40, reset 17:20." */
export function forecastSentence(forecast: Forecast, nowMs: number): string {
  return `${sentence(forecastWords(forecast, nowMs))}.`
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

function noForecastWords(why: NoForecast): string {
  switch (why) {
    case 'reset-due':
      return 'the reset is due'
    case 'few-readings':
      return 'fewer than three readings since the reset'
    case 'short-time':
      return 'the readings cover too little time'
    case 'old-readings':
      return 'the last reading is too old'
    case 'little-use':
      return 'too little was used to tell'
    default:
      return unreachable(why)
  }
}

/** "12 % an hour", "9 % a day" for a window of days; null while there is no pace. */
export function paceWords(forecast: Forecast, minutes: number | null): string | null {
  if (forecast.kind !== 'runs-out' && forecast.kind !== 'lasts') return null
  const perDay = minutes !== null && minutes > 24 * 60
  const pace = forecast.percentPerHour * (perDay ? 24 : 1)
  const number = pace === 0 ? '0' : pace < 1 ? 'less than 1' : String(Math.round(pace))
  return `${number} % ${perDay ? 'a day' : 'an hour'}`
}

const spans: Readonly<Record<HistorySpan, string>> = { hour: 'last hour', day: 'last day', week: 'last week' }

/** A chart in one sentence or two, for those who do not see it. */
export function chartSummary(of: {
  readonly name: string
  readonly span: HistorySpan
  readonly points: readonly HistoryPoint[]
  readonly forecast: Forecast | null
  readonly now: number
}): string {
  const { name, span, points, forecast, now } = of
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return `${name}, ${spans[span]}: no readings.`
  const lowest = Math.min(...points.map(({ leftPercent }) => leftPercent))
  const parts = [
    `${percentLeft(first)} at ${pointTime(first, now)}`,
    `lowest ${Math.round(lowest)} % left`,
    `${percentLeft(last)} at ${pointTime(last, now)}`,
  ]
  const resets = resetsIn(points)
  if (resets > 0) parts.push(count(resets, 'reset'))
  const ahead = forecast === null ? '' : ` Forecast: ${forecastWords(forecast, now)}.`
  return `${name}, ${spans[span]}: ${parts.join(', ')}.${ahead}`
}

/** What a table says instead of the chart, newest first: one line per step of time, each with what was left at its end. */
export function chartRows(
  points: readonly HistoryPoint[],
  span: HistorySpan,
  now: number,
): readonly { readonly at: number; readonly time: string; readonly left: string; readonly note: string }[] {
  const stepMs = span === 'hour' ? HOUR / 12 : span === 'day' ? HOUR : 6 * HOUR
  const ends = points.filter((point, i) => {
    const next = points[i + 1]
    return next === undefined || Math.floor(next.at / stepMs) !== Math.floor(point.at / stepMs)
  })
  return ends
    .map((point, i) => {
      const before = ends[i - 1]
      const between = points.filter(({ at }) => at <= point.at && (before === undefined || at >= before.at))
      const note = resetsIn(between) > 0 ? 'reset' : ''
      return { at: point.at, time: dayAndTime(point.at, now), left: percentLeft(point), note }
    })
    .toReversed()
}

function resetsIn(points: readonly HistoryPoint[]): number {
  return Math.max(
    0,
    betweenResets(points.map(({ at, leftPercent }) => ({ at, usedPercent: 100 - leftPercent }))).length - 1,
  )
}

function percentLeft({ leftPercent }: HistoryPoint): string {
  return `${Math.round(leftPercent)} % left`
}

function pointTime({ at }: HistoryPoint, now: number): string {
  return now - at < 12 * HOUR ? clockTime(at) : dayAndTime(at, now)
}
