import { type Forecast, forecast, type UsedSample } from '../limits/forecast'
import { keyText } from '../limits/history-keep'
import type { LimitKey } from '../limits/history-port'
import type { Limits } from '../limits/limits'
import type { ProblemView } from './problem-view'

/** How much of the past a chart shows. */
export type HistorySpan = 'hour' | 'day' | 'week'

/** What is in memory of a window: the readings that a forecast needs, oldest first. */
export interface LimitTrail extends LimitKey {
  readonly samples: readonly UsedSample[]
}

/** One point of a chart. Moments are in Unix milliseconds. */
export interface HistoryPoint {
  readonly at: number
  /** 0 to 100. */
  readonly leftPercent: number
}

/** The history of one window that a chart is wanted of. */
export interface HistoryShown {
  readonly limitId: string
  readonly minutes: number | null
  readonly span: HistorySpan
  /** Oldest first, as many as a chart can show; null while they are read. */
  readonly points: readonly HistoryPoint[] | null
  readonly problem: ProblemView | null
}

export interface LimitHistoryState {
  readonly trails: readonly LimitTrail[]
  readonly shown: HistoryShown | null
}

export interface LimitHistoryView {
  /** Of each window with a number. */
  readonly forecasts: readonly WindowForecast[]
  readonly shown: HistoryShown | null
}

export interface WindowForecast {
  readonly bucketId: string
  readonly minutes: number | null
  readonly forecast: Forecast
}

export type LimitHistoryEvent =
  | { readonly type: 'limits/trail-grown'; readonly trail: LimitTrail }
  | { readonly type: 'limits/history-shown'; readonly shown: HistoryShown | null }

export const noLimitHistory: LimitHistoryState = { trails: [], shown: null }

/** What an event makes of it. */
export function nextLimitHistory(state: LimitHistoryState, event: LimitHistoryEvent): LimitHistoryState {
  if (event.type === 'limits/history-shown') return { ...state, shown: event.shown }
  const key = keyText(event.trail)
  return { ...state, trails: [...state.trails.filter((trail) => keyText(trail) !== key), event.trail] }
}

/** What windows see. `limits` are those of the account in use: trails of another one say nothing here. */
export function limitHistoryView(state: LimitHistoryState, limits: Limits | null, nowMs: number): LimitHistoryView {
  const forecasts = (limits?.buckets ?? []).flatMap((bucket) =>
    bucket.windows.flatMap(({ minutes, reading }): WindowForecast[] => {
      if (reading.kind === 'unknown') return []
      const key = keyText({ accountId: limits?.accountId ?? null, limitId: bucket.id, windowMinutes: minutes })
      const samples = state.trails.find((trail) => keyText(trail) === key)?.samples ?? []
      const resetsAt = reading.resetsAtSec === null ? null : reading.resetsAtSec * 1000
      // By the minute, so that what a snapshot says does not change with each of them.
      const minute = Math.max(nowMs - (nowMs % 60_000), samples.at(-1)?.at ?? 0)
      return [{ bucketId: bucket.id, minutes, forecast: forecast(samples, resetsAt, minute) }]
    }),
  )
  return { forecasts, shown: state.shown }
}
