import type { HistoryPoint, HistorySpan } from '../app/limit-history'
import { unreachable } from '../result'
import { clockTime } from '../words/times'
import type { Forecast } from './forecast'
import { betweenResets } from './last-reset'

/** A place in the chart: both from 0 to 1, `x` from old to new, `y` from nothing left (0) to all of it (1). */
export interface ChartPlace {
  readonly x: number
  readonly y: number
}

export interface HistoryChart {
  readonly from: number
  readonly to: number
  /** What was read without a long break. A single place stands for a lone reading. */
  readonly lines: readonly (readonly ChartPlace[])[]
  /** Where nothing was read for long: the two ends. */
  readonly breaks: readonly (readonly [ChartPlace, ChartPlace])[]
  /** Where the window was reset between two readings, `x` only. */
  readonly resets: readonly number[]
  /** Where it goes at the present pace, from the last reading on; null without a forecast. */
  readonly ahead: readonly [ChartPlace, ChartPlace] | null
  readonly nowX: number
  /** Where the next reset is; null when it is not in the chart. */
  readonly resetX: number | null
  readonly ticks: readonly { readonly x: number; readonly label: string }[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const spanMs: Readonly<Record<HistorySpan, number>> = { hour: HOUR, day: DAY, week: 7 * DAY }

/** Readings further apart than this have a break between them: idle, they come every 15 min, and equal ones every 10. */
const breakMs = 45 * MINUTE

interface ChartOf {
  readonly points: readonly HistoryPoint[]
  readonly span: HistorySpan
  readonly forecast: Forecast | null
  readonly resetsAt: number | null
  readonly now: number
}

/** Where everything of a chart is. A quarter of it lies in the future, for the forecast. */
export function historyChart({ points, span, forecast, resetsAt, now }: ChartOf): HistoryChart {
  const from = now - spanMs[span]
  const to = now + spanMs[span] / 3
  const xOf = (at: number): number => (at - from) / (to - from)
  const place = ({ at, leftPercent }: HistoryPoint): ChartPlace => ({ x: xOf(at), y: leftPercent / 100 })
  const runs = betweenResets(points.map((point) => ({ ...point, usedPercent: 100 - point.leftPercent })))
  const lines: ChartPlace[][] = []
  const breaks: [ChartPlace, ChartPlace][] = []
  for (const run of runs) {
    let previous: HistoryPoint | null = null
    for (const point of run) {
      const line = lines.at(-1)
      if (previous !== null && line !== undefined && point.at - previous.at <= breakMs) line.push(place(point))
      else {
        if (previous !== null) breaks.push([place(previous), place(point)])
        lines.push([place(point)])
      }
      previous = point
    }
  }
  const last = points.at(-1)
  return {
    from,
    to,
    lines,
    breaks,
    resets: runs.slice(1).flatMap((run) => (run[0] === undefined ? [] : [xOf(run[0].at)])),
    ahead: last === undefined || forecast === null ? null : aheadOf(place(last), forecast, xOf),
    nowX: xOf(now),
    resetX: resetsAt === null || resetsAt > to || resetsAt <= now ? null : xOf(resetsAt),
    ticks: tickTimes(span, from, to).map((at) => ({ x: xOf(at), label: tickLabel(span, at) })),
  }
}

function aheadOf(
  from: ChartPlace,
  forecast: Forecast,
  xOf: (at: number) => number,
): readonly [ChartPlace, ChartPlace] | null {
  switch (forecast.kind) {
    case 'runs-out':
      return cut(from, { x: xOf(forecast.at), y: 0 })
    case 'lasts': {
      const { resetsAt, leftAtReset } = forecast
      if (resetsAt === null || leftAtReset === null) return null
      return cut(from, { x: xOf(resetsAt), y: leftAtReset / 100 })
    }
    case 'spent':
    case 'not-enough-data':
      return null
    default:
      return unreachable(forecast)
  }
}

/** Ends a line where the chart does. */
function cut(from: ChartPlace, to: ChartPlace): readonly [ChartPlace, ChartPlace] | null {
  if (to.x <= from.x) return null
  if (to.x <= 1) return [from, to]
  return [from, { x: 1, y: from.y + ((to.y - from.y) * (1 - from.x)) / (to.x - from.x) }]
}

function tickTimes(span: HistorySpan, from: number, to: number): readonly number[] {
  const times: number[] = []
  const date = new Date(from)
  date.setSeconds(0, 0)
  if (span === 'hour') date.setMinutes(0)
  else date.setHours(0, 0)
  while (date.getTime() < to) {
    if (date.getTime() >= from) times.push(date.getTime())
    // By the calendar, so that a change of the clocks moves no day.
    if (span === 'hour') date.setMinutes(date.getMinutes() + 15)
    else if (span === 'day') date.setHours(date.getHours() + 6)
    else date.setDate(date.getDate() + 1)
  }
  return times
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function tickLabel(span: HistorySpan, at: number): string {
  return span === 'week' ? (weekdays[new Date(at).getDay()] ?? '') : clockTime(at)
}
