import { describe, expect, it } from 'vitest'
import { initialState } from '../../../src/core/app/state'
import type { HistoryProblem, HistoryRange, LimitSample, LimitsHistory } from '../../../src/core/limits/history-port'
import type { Limits, LimitReading } from '../../../src/core/limits/limits'
import { initialLimitsState, type LimitsState } from '../../../src/core/limits/limits-state'
import { err, ok, type Result } from '../../../src/core/result'
import { createAppStore } from '../../../src/main/app-store'
import { createLimitTrails } from '../../../src/main/limit-trails'
import { createManualClock } from '../../support/manual-clock'

const MINUTE = 60_000
const start = Date.UTC(2026, 10, 22, 12)
const key = { accountId: 'a', limitId: 'codex', windowMinutes: 300 }
const earlier: LimitSample = { ...key, at: start - 20 * MINUTE, usedPercent: 10, resetsAt: null }

function reading(at: number, used: number | 'unknown'): LimitsState {
  const value: LimitReading =
    used === 'unknown'
      ? { kind: 'unknown' }
      : { kind: 'known', usedPercent: used, leftPercent: 100 - used, resetsAtSec: start / 1000 + 3600 }
  const limits: Limits = {
    accountId: 'a',
    plan: null,
    resetCredits: null,
    readAtMs: at,
    buckets: [
      {
        id: 'codex',
        label: 'Standard',
        lane: 'standard',
        credits: null,
        individualLimit: null,
        spendControlReached: null,
        reachedType: null,
        windows: [
          { minutes: 300, label: '5 h', reading: value, readAtMs: at, source: 'read', movedAtMs: at, others: [] },
        ],
      },
    ],
  }
  return { ...initialLimitsState, limits }
}

function setUp() {
  const { clock, settle, advance } = createManualClock(start)
  const store = createAppStore(initialState({ version: '0', userHome: '/home/dev', settingsFile: '/s' }))
  const recorded: LimitSample[] = []
  const asked: HistoryRange[] = []
  const outside = { answer: ok([earlier]) as Result<readonly LimitSample[], HistoryProblem> }
  let tell = (_problem: HistoryProblem): void => {}
  const history: LimitsHistory = {
    record: (sample) => void recorded.push(sample),
    read: async (range) => {
      asked.push(range)
      return outside.answer
    },
    keys: async () => ok([]),
    onProblem(listener) {
      tell = listener
      return () => {}
    },
    close: async () => {},
  }
  const trails = createLimitTrails({ store, history, clock })
  const read = async (state: LimitsState) => {
    store.dispatch({ type: 'limits/changed', limits: state })
    trails.read(state)
    await settle()
  }
  const trail = () =>
    store.state().limitHistory.trails.map(({ samples }) => samples.map(({ usedPercent }) => usedPercent))
  return {
    store,
    trails,
    recorded,
    asked,
    outside,
    read,
    trail,
    advance,
    tell: (problem: HistoryProblem) => tell(problem),
  }
}

const unavailable: HistoryProblem = { kind: 'unavailable', file: '/f', cause: 'SQLITE_FULL' }

describe('the trails of limits', () => {
  it('record each reading once, and no window without a number', async () => {
    const { read, recorded } = setUp()
    await read(reading(start, 'unknown'))
    await read(reading(start, 20))
    await read(reading(start, 20))
    await read(reading(start + 1, 21))
    expect(recorded.map(({ at, usedPercent, resetsAt }) => [at - start, usedPercent, resetsAt])).toEqual([
      [0, 20, start + 60 * MINUTE],
      [1, 21, start + 60 * MINUTE],
    ])
  })

  it('go on where an earlier run of the app ended, which is asked once', async () => {
    const { read, asked, trail } = setUp()
    await read(reading(start, 20))
    await read(reading(start + 1, 21))
    expect(trail()).toEqual([[10, 20, 21]])
    expect(asked).toHaveLength(1)
  })

  it('ask again when the history could not be read', async () => {
    const { read, outside, trail } = setUp()
    outside.answer = err(unavailable)
    await read(reading(start, 20))
    expect(trail()).toEqual([[20]])
    outside.answer = ok([earlier])
    await read(reading(start + 1, 21))
    expect(trail()).toEqual([[10, 20, 21]])
  })

  it('forget what a forecast does not look back to', async () => {
    const { read, advance, trail } = setUp()
    await read(reading(start, 20))
    await advance(26 * 60 * MINUTE)
    await read(reading(start + 26 * 60 * MINUTE, 30))
    expect(trail()).toEqual([[30]])
  })

  it('read a chart that is wanted, again with each reading, until it is closed', async () => {
    const { read, trails, store, asked, outside } = setUp()
    await read(reading(start, 20))
    await trails.show({ limitId: 'codex', minutes: 300, span: 'hour' })
    expect(asked.at(-1)).toEqual({ ...key, from: start - 60 * MINUTE, to: start })
    expect(store.state().limitHistory.shown).toEqual({
      limitId: 'codex',
      minutes: 300,
      span: 'hour',
      points: [{ at: earlier.at, leftPercent: 90 }],
      problem: null,
    })
    outside.answer = ok([earlier, { ...earlier, at: start, usedPercent: 20 }])
    await read(reading(start + 1, 21))
    expect(store.state().limitHistory.shown?.points).toHaveLength(2)
    await trails.show(null)
    const before = asked.length
    await read(reading(start + 2, 22))
    expect([store.state().limitHistory.shown, asked.length]).toEqual([null, before])
  })

  it('say a problem in the chart, and one of the background as a notice', async () => {
    const { trails, store, outside, tell } = setUp()
    outside.answer = err(unavailable)
    await trails.show({ limitId: 'codex', minutes: 300, span: 'day' })
    expect(store.state().limitHistory.shown?.problem?.message).toMatch(/cannot be used now \(SQLITE_FULL\)/)
    tell({ kind: 'set-aside', file: '/f', keptAs: 'limits.sqlite.broken-1' })
    expect(store.state().notices).toMatchObject([
      {
        message: 'The history of your limits could not be read, so a new one was begun.',
        next: 'The old one is kept as limits.sqlite.broken-1.',
      },
    ])
  })
})
