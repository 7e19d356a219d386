import { describe, expect, it } from 'vitest'
import type { HistoryProblem, LimitSample } from '../../../src/core/limits/history-port'
import { err, ok } from '../../../src/core/result'
import type { HistoryConnection } from '../../../src/services/history/history-connection'
import { createLimitsHistory } from '../../../src/services/history/limits-history'
import { createManualClock } from '../../support/manual-clock'

const key = { accountId: 'a', limitId: 'codex', windowMinutes: 300 }

function sample(at: number, usedPercent: number): LimitSample {
  return { ...key, at, usedPercent, resetsAt: null }
}

/** A database in memory that counts how often it is opened and written, and fails while told to. */
function createMemory() {
  const kept: LimitSample[] = []
  const memory = { opened: 0, open: 0, writes: 0, failing: null as HistoryProblem | null, kept }
  const connect = (): HistoryConnection => {
    memory.opened++
    memory.open++
    const answer = <T>(value: T) => ({
      result: memory.failing === null ? ok(value) : err(memory.failing),
      setAside: null,
    })
    return {
      write: async (samples) => {
        memory.writes++
        if (memory.failing === null) kept.push(...samples)
        return answer(null)
      },
      read: async ({ from, to }) => answer(kept.filter(({ at }) => at >= from && at <= to)),
      keys: async () => answer([key]),
      end: () => void memory.open--,
    }
  }
  return { memory, connect }
}

function setUp() {
  const { memory, connect } = createMemory()
  const { clock, advance } = createManualClock()
  const history = createLimitsHistory({ connect, clock })
  const problems: HistoryProblem[] = []
  history.onProblem((problem) => problems.push(problem))
  return { memory, history, advance, problems, clock }
}

const unavailable: HistoryProblem = { kind: 'unavailable', file: '/f', cause: 'SQLITE_FULL' }

describe('the limits history', () => {
  it('opens nothing before there is something to write, and closes soon after', async () => {
    const { memory, history, advance } = setUp()
    await advance(60_000)
    expect(memory.opened).toBe(0)
    history.record(sample(1, 10))
    expect(memory.opened).toBe(0)
    await advance(2000)
    expect(memory).toMatchObject({ opened: 1, open: 1 })
    await advance(10_000)
    expect(memory).toMatchObject({ opened: 1, open: 0 })
  })

  it('writes the samples of one reading at once', async () => {
    const { memory, history, advance } = setUp()
    for (let i = 1; i <= 4; i++) history.record(sample(i, i))
    await advance(2000)
    expect(memory).toMatchObject({ writes: 1, kept: { length: 4 } })
  })

  it('reads what has just been recorded', async () => {
    const { history } = setUp()
    history.record(sample(1, 10))
    history.record(sample(2, 20))
    expect(await history.read({ ...key, from: 0, to: 9 })).toEqual(ok([sample(1, 10), sample(2, 20)]))
    expect(await history.keys()).toEqual(ok([key]))
  })

  it('does not keep the same number again and again', async () => {
    const { memory, history, advance } = setUp()
    for (let i = 1; i <= 30; i++) history.record(sample(i * 60_000, 10))
    await advance(2000)
    expect(memory.kept.map(({ at }) => at / 60_000)).toEqual([1, 11, 21])
  })

  it('keeps what could not be written for the next time, and tells a problem once', async () => {
    const { memory, history, advance, problems } = setUp()
    memory.failing = unavailable
    history.record(sample(1, 1))
    await advance(2000)
    history.record(sample(2, 2))
    await advance(2000)
    expect(problems).toEqual([unavailable])
    memory.failing = null
    history.record(sample(3, 3))
    await advance(2000)
    expect(memory.kept.map(({ at }) => at)).toEqual([1, 2, 3])
  })

  it('writes what waits before it closes, and nothing afterwards', async () => {
    const { memory, history, advance } = setUp()
    history.record(sample(1, 1))
    await history.close()
    expect(memory).toMatchObject({ open: 0, kept: { length: 1 } })
    history.record(sample(2, 2))
    await advance(60_000)
    expect(memory).toMatchObject({ opened: 1, open: 0, kept: { length: 1 } })
  })
})
