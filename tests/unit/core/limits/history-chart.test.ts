import { describe, expect, it } from 'vitest'
import { historyChart } from '../../../../src/core/limits/history-chart'

const MINUTE = 60_000
const now = new Date(2026, 10, 22, 15, 30).getTime()
const at = (minutesAgo: number, leftPercent: number) => ({ at: now - minutesAgo * MINUTE, leftPercent })
const none = { forecast: null, resetsAt: null, now }

describe('a chart of a window', () => {
  it('has three quarters of past and one of future', () => {
    const chart = historyChart({ ...none, points: [], span: 'hour' })
    expect(chart).toMatchObject({ from: now - 60 * MINUTE, to: now + 20 * MINUTE, nowX: 0.75, lines: [], ahead: null })
    expect(chart.ticks.map(({ label }) => label)).toEqual(['14:30', '14:45', '15:00', '15:15', '15:30', '15:45'])
  })

  it('marks days in a week and quarters of a day in a day', () => {
    const week = historyChart({ ...none, points: [], span: 'week' }).ticks.map(({ label }) => label)
    expect(week).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue'])
    const day = historyChart({ ...none, points: [], span: 'day' }).ticks.map(({ label }) => label)
    expect(day).toEqual(['18:00', '00:00', '06:00', '12:00', '18:00'])
  })

  it('draws one line through readings that follow each other', () => {
    const { lines, breaks, resets } = historyChart({
      ...none,
      points: [at(60, 80), at(30, 60), at(0, 40)],
      span: 'hour',
    })
    expect(lines).toEqual([
      [
        { x: 0, y: 0.8 },
        { x: 0.375, y: 0.6 },
        { x: 0.75, y: 0.4 },
      ],
    ])
    expect([breaks, resets]).toEqual([[], []])
  })

  it('breaks the line where nothing was read for long, and shows a lone reading', () => {
    const { lines, breaks } = historyChart({ ...none, points: [at(720, 80), at(300, 70), at(290, 70)], span: 'day' })
    expect(lines.map((line) => line.length)).toEqual([1, 2])
    expect(breaks).toHaveLength(1)
  })

  it('begins anew at a reset', () => {
    const { lines, resets } = historyChart({
      ...none,
      points: [at(30, 10), at(20, 5), at(10, 100), at(0, 98)],
      span: 'hour',
    })
    expect(lines.map((line) => line.length)).toEqual([2, 2])
    expect(resets).toEqual([0.625])
  })

  it('shows where the pace leads: to the moment it runs out, and to the reset', () => {
    const points = [at(30, 60), at(0, 40)]
    const resetsAt = now + 16 * MINUTE
    const runsOut = { kind: 'runs-out', at: now + 8 * MINUTE, resetsAt, percentPerHour: 300 } as const
    expect(historyChart({ points, span: 'hour', forecast: runsOut, resetsAt, now })).toMatchObject({
      ahead: [
        { x: 0.75, y: 0.4 },
        { x: 0.85, y: 0 },
      ],
      resetX: 0.95,
    })
    const lasts = { kind: 'lasts', resetsAt, percentPerHour: 75, overMs: 1, leftAtReset: 20 } as const
    expect(historyChart({ points, span: 'hour', forecast: lasts, resetsAt, now }).ahead).toEqual([
      { x: 0.75, y: 0.4 },
      { x: 0.95, y: 0.2 },
    ])
  })

  it('cuts what lies beyond its edge', () => {
    const resetsAt = now + 40 * MINUTE
    const forecast = { kind: 'runs-out', at: resetsAt - 1, resetsAt, percentPerHour: 60 } as const
    const chart = historyChart({ points: [at(0, 40)], span: 'hour', forecast, resetsAt, now })
    expect(chart.resetX).toBeNull()
    expect(chart.ahead?.[1].x).toBe(1)
    expect(chart.ahead?.[1].y).toBeCloseTo(0.2)
  })

  it('shows no way ahead without a forecast', () => {
    const forecast = { kind: 'not-enough-data', why: 'few-readings' } as const
    expect(historyChart({ points: [at(0, 40)], span: 'hour', forecast, resetsAt: null, now }).ahead).toBeNull()
  })
})
