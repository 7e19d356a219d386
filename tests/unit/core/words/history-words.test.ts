import { describe, expect, it } from 'vitest'
import type { Forecast } from '../../../../src/core/limits/forecast'
import {
  chartRows,
  chartSummary,
  forecastInShort,
  forecastSentence,
  forecastWords,
  paceWords,
} from '../../../../src/core/words/history-words'

const MINUTE = 60_000
const now = new Date(2026, 10, 22, 15, 30).getTime()
const resetsAt = new Date(2026, 10, 22, 17, 20).getTime()
const runsOut: Forecast = {
  kind: 'runs-out',
  at: new Date(2026, 10, 22, 16, 40).getTime(),
  resetsAt,
  percentPerHour: 12.4,
}
const lasts = (part: Partial<Extract<Forecast, { kind: 'lasts' }>>): Forecast => ({
  kind: 'lasts',
  resetsAt,
  percentPerHour: 0.4,
  overMs: 40 * MINUTE,
  leftAtReset: 26,
  ...part,
})
const at = (minutesAgo: number, leftPercent: number) => ({ at: now - minutesAgo * MINUTE, leftPercent })

describe('a forecast in words', () => {
  it.each([
    ['at this pace until 16:40, reset 17:20', runsOut],
    ['at this pace until 16:40', { ...runsOut, resetsAt: null }],
    ['at this pace 26 % left at the reset, 17:20', lasts({})],
    ['lasts at this pace', lasts({ resetsAt: null, leftAtReset: null })],
    ['not used in the last 40 min', lasts({ percentPerHour: 0 })],
    ['nothing left, reset 17:20', { kind: 'spent', resetsAt }],
    ['nothing left', { kind: 'spent', resetsAt: null }],
    ['not enough data for a forecast: the reset is due', { kind: 'not-enough-data', why: 'reset-due' }],
    ['not enough data for a forecast: too little was used to tell', { kind: 'not-enough-data', why: 'little-use' }],
  ] satisfies readonly (readonly [string, Forecast])[])('%s', (words, forecast) => {
    expect(forecastWords(forecast, now)).toBe(words)
  })

  it('is a sentence below a limit, and leaves the reason to the history', () => {
    expect(forecastInShort(runsOut, now)).toBe('At this pace until 16:40, reset 17:20')
    expect(forecastInShort({ kind: 'not-enough-data', why: 'few-readings' }, now)).toBe(
      'Not enough data for a forecast',
    )
    expect(forecastSentence(runsOut, now)).toBe('At this pace until 16:40, reset 17:20.')
  })

  it('tells the pace by the hour, or by the day for a window of days', () => {
    expect(paceWords(runsOut, 300)).toBe('12 % an hour')
    expect(paceWords(lasts({}), 300)).toBe('less than 1 % an hour')
    expect(paceWords(lasts({}), 10_080)).toBe('10 % a day')
    expect(paceWords(lasts({ percentPerHour: 0 }), null)).toBe('0 % an hour')
    expect(paceWords({ kind: 'spent', resetsAt }, 300)).toBeNull()
  })
})

describe('a chart in words', () => {
  const points = [at(60, 40), at(50, 22), at(40, 100), at(0, 90)]

  it('is summed up', () => {
    expect(chartSummary({ name: 'Spark 5 h', span: 'hour', points, forecast: runsOut, now })).toBe(
      'Spark 5 h, last hour: 40 % left at 14:30, lowest 22 % left, 90 % left at 15:30, 1 reset. Forecast: at this pace until 16:40, reset 17:20.',
    )
    expect(chartSummary({ name: 'Spark 5 h', span: 'week', points: [], forecast: null, now })).toBe(
      'Spark 5 h, last week: no readings.',
    )
  })

  it('is a table, newest first, with a line for each five minutes of an hour', () => {
    expect(chartRows(points, 'hour', now).map(({ time, left, note }) => [time, left, note])).toEqual([
      ['today 15:30', '90 % left', ''],
      ['today 14:50', '100 % left', 'reset'],
      ['today 14:40', '22 % left', ''],
      ['today 14:30', '40 % left', ''],
    ])
  })

  it('has a line for each hour of a day', () => {
    const day = [at(180, 90), at(175, 88), at(130, 80), at(100, 70), at(0, 60)]
    expect(chartRows(day, 'day', now).map(({ left }) => left)).toEqual(['60 % left', '70 % left', '88 % left'])
  })
})
