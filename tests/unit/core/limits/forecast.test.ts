import { describe, expect, it } from 'vitest'
import { burnRate, forecast, type UsedSample } from '../../../../src/core/limits/forecast'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Wednesday, 15:00. */
const now = Date.UTC(2026, 10, 25, 15)

/** Samples at minutes before now. */
function samples(...pairs: readonly (readonly [minutesAgo: number, usedPercent: number])[]): readonly UsedSample[] {
  return pairs.map(([minutesAgo, usedPercent]) => ({ at: now - minutesAgo * MINUTE, usedPercent }))
}

/** A steady use, read every so often up to now. */
function steady(options: {
  readonly forMs: number
  readonly everyMs: number
  readonly to: number
  readonly perHour: number
}): readonly UsedSample[] {
  const { forMs, everyMs, to, perHour } = options
  const count = Math.floor(forMs / everyMs) + 1
  return Array.from({ length: count }, (_, i) => {
    const ago = forMs - i * everyMs
    return { at: now - ago, usedPercent: to - (perHour * ago) / HOUR }
  })
}

describe('a forecast', () => {
  it('tells when a window runs out before its reset', () => {
    // 30 % an hour and 50 % left: 100 minutes.
    const use = steady({ forMs: HOUR, everyMs: 5 * MINUTE, to: 50, perHour: 30 })
    expect(forecast(use, now + 140 * MINUTE, now)).toEqual({
      kind: 'runs-out',
      at: now + 100 * MINUTE,
      resetsAt: now + 140 * MINUTE,
      percentPerHour: 30,
    })
  })

  it('tells what is left at the reset when a window lasts', () => {
    const use = steady({ forMs: HOUR, everyMs: 5 * MINUTE, to: 50, perHour: 12 })
    expect(forecast(use, now + 2 * HOUR, now)).toEqual({
      kind: 'lasts',
      resetsAt: now + 2 * HOUR,
      percentPerHour: 12,
      overMs: HOUR,
      leftAtReset: 26,
    })
  })

  it('takes the pace of half the time that is left: an hour ago does not count when 40 minutes are left', () => {
    const fast = samples([180, 0], [120, 60], [60, 70], [40, 70], [30, 70], [15, 72], [0, 74])
    expect(forecast(fast, now + 40 * MINUTE, now)).toMatchObject({ kind: 'lasts', percentPerHour: 8, leftAtReset: 21 })
  })

  it('takes a whole day for a week, with its night', () => {
    const week = [
      { at: now - 3 * DAY, usedPercent: 0 },
      { at: now - 2 * DAY, usedPercent: 60 },
      { at: now - DAY, usedPercent: 60 },
      { at: now - 16 * HOUR, usedPercent: 72 },
      { at: now - 6 * HOUR, usedPercent: 72 },
      { at: now, usedPercent: 84 },
    ]
    expect(forecast(week, now + 4 * DAY, now)).toMatchObject({
      kind: 'runs-out',
      at: now + 16 * HOUR,
      percentPerHour: 1,
    })
  })

  it('starts the pace between two readings when none stands where it begins', () => {
    const use = samples([90, 10], [30, 40], [15, 50], [0, 60])
    // At 60 minutes ago it stood half-way between 10 and 40.
    expect(forecast(use, now + 2 * HOUR, now)).toMatchObject({ percentPerHour: 35 })
  })

  it('says that nothing was used', () => {
    expect(forecast(samples([40, 30], [20, 30], [0, 30]), now + HOUR, now)).toMatchObject({
      kind: 'lasts',
      percentPerHour: 0,
      overMs: 30 * MINUTE,
      leftAtReset: 70,
    })
  })

  it('says that a window is spent, from one reading', () => {
    expect(forecast(samples([0, 100]), now + HOUR, now)).toEqual({ kind: 'spent', resetsAt: now + HOUR })
  })

  it('knows no reset when the server names none', () => {
    const use = steady({ forMs: 2 * HOUR, everyMs: 10 * MINUTE, to: 60, perHour: 20 })
    expect(forecast(use, null, now)).toEqual({
      kind: 'runs-out',
      at: now + 2 * HOUR,
      resetsAt: null,
      percentPerHour: 20,
    })
    expect(forecast(samples([60, 5], [30, 5], [0, 5]), null, now)).toMatchObject({
      kind: 'lasts',
      resetsAt: null,
      leftAtReset: null,
    })
  })

  it('never tells a moment that has passed', () => {
    const use = samples([75, 9], [60, 39], [45, 69], [25, 99])
    const answer = forecast(use, now + HOUR, now)
    expect(answer).toMatchObject({ kind: 'runs-out', at: now })
  })

  it('takes samples in any order, and one of each moment', () => {
    const use = steady({ forMs: HOUR, everyMs: 5 * MINUTE, to: 50, perHour: 30 })
    const reset = now + 140 * MINUTE
    expect(forecast([...use, ...use].toReversed(), reset, now)).toEqual(forecast(use, reset, now))
  })
})

describe('a reset inside the samples', () => {
  it('ends what was before it', () => {
    const use = samples([120, 80], [90, 95], [70, 2], [40, 12], [20, 18], [0, 22])
    expect(forecast(use, now + 5 * HOUR, now)).toMatchObject({ kind: 'runs-out', percentPerHour: (20 * 60) / 70 })
  })

  it('leaves too little to say right after it', () => {
    const use = samples([120, 80], [60, 90], [5, 1], [0, 3])
    expect(forecast(use, now + 5 * HOUR, now)).toEqual({ kind: 'not-enough-data', why: 'few-readings' })
  })

  it('is the last of several', () => {
    const use = samples([600, 90], [590, 0], [300, 90], [290, 0], [60, 10], [30, 20], [0, 30])
    expect(forecast(use, now + 2 * HOUR, now)).toMatchObject({ percentPerHour: 20 })
  })

  it('is not a correction by a point or two', () => {
    const use = samples([60, 40], [40, 46], [20, 45], [0, 52])
    expect(forecast(use, now + 2 * HOUR, now)).toMatchObject({ kind: 'lasts', percentPerHour: 12 })
  })

  it('is not one low number between two that agree', () => {
    const use = samples([60, 40], [40, 44], [30, 0], [20, 46], [0, 52])
    expect(forecast(use, now + 2 * HOUR, now)).toMatchObject({ kind: 'lasts', percentPerHour: 12 })
  })

  it('is due when its time has passed since the last reading', () => {
    expect(forecast(samples([60, 40], [30, 50], [10, 60]), now - MINUTE, now)).toEqual({
      kind: 'not-enough-data',
      why: 'reset-due',
    })
  })
})

describe('not enough data', () => {
  const reset = now + 2 * HOUR
  it.each([
    ['no reading at all', samples(), 'few-readings'],
    ['two readings', samples([30, 10], [0, 20]), 'few-readings'],
    ['readings from the future', samples([-10, 10], [-20, 20], [-30, 30]), 'few-readings'],
    ['five minutes', samples([5, 10], [3, 11], [0, 14]), 'short-time'],
    ['readings that ended an hour ago', samples([120, 10], [90, 20], [61, 30]), 'old-readings'],
    ['one point of use, which may be nearly two', samples([30, 94], [15, 95], [0, 95]), 'little-use'],
  ] as const)('is said of %s', (_what, use, why) => {
    expect(forecast(use, reset, now)).toEqual({ kind: 'not-enough-data', why })
  })

  it('is said of twenty minutes when a week is to come', () => {
    expect(forecast(samples([20, 10], [10, 12], [0, 14]), now + 5 * DAY, now)).toEqual({
      kind: 'not-enough-data',
      why: 'short-time',
    })
  })

  it('is not said of one point of use when the window lasts either way', () => {
    expect(forecast(samples([60, 10], [30, 11], [0, 11]), reset, now)).toMatchObject({ kind: 'lasts', leftAtReset: 87 })
  })
})

describe('the burn rate', () => {
  it('is the use per hour since the last reset inside the samples', () => {
    expect(burnRate(samples([200, 90], [120, 0], [60, 10], [0, 30]))).toBe(15)
  })

  it('is unknown without a stretch of time', () => {
    expect(burnRate(samples())).toBeNull()
    expect(burnRate(samples([5, 10], [0, 20]))).toBeNull()
  })
})
