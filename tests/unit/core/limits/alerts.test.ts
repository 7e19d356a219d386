import { describe, expect, it } from 'vitest'
import { rateLimitsReplySchema } from '../../../../src/core/codex/messages'
import { alertMemorySchema, emptyAlertMemory } from '../../../../src/core/limits/alert-memory'
import { type AlertFacts, decideLimitAlerts } from '../../../../src/core/limits/alerts'
import { mergeRead } from '../../../../src/core/limits/merge-limits'
import { unreachable } from '../../../../src/core/result'
import { defaultSettings } from '../../../../src/core/settings'
import { recorded } from '../../../support/app-server-fixture'

const minute = 60_000
const start = Date.UTC(2026, 10, 22, 12)
const { lanes } = defaultSettings()
const settings = { thresholds: [20, 10, 0], low: true, runsOut: true, reset: true, moved: true }
const resetsAt = start / 1000 + 2 * 3600

type Used = Readonly<Record<string, number | readonly [usedPercent: number, resetsAt: number]>>

/** Reads limits one after the other, each `minute` later, and tells the alerts of each; the memory goes through a file. */
function watching(options: Partial<AlertFacts> & { readonly accountId?: string } = {}) {
  let memory = options.memory ?? emptyAlertMemory
  let nowMs = start
  const decideOn = (reply: unknown, accountId = options.accountId ?? 'acct') => {
    nowMs += minute
    const parsed = rateLimitsReplySchema.parse({ accountId, ...Object(reply) })
    const limits = mergeRead(parsed, { nowMs, lanes, sparkDisplayName: null })
    const decided = decideLimitAlerts({ settings, runsOutAtMs: () => null, ...options, memory, limits, nowMs })
    memory = alertMemorySchema.parse(JSON.parse(JSON.stringify(decided.memory)))
    const again = decideLimitAlerts({ settings, runsOutAtMs: () => null, ...options, memory, limits, nowMs })
    // The same reading says nothing new.
    expect(again.alerts).toEqual([])
    expect(again.memory).toEqual(memory)
    return decided
  }
  const read = (used: Used, more: object = {}, accountId?: string) => {
    const windows = Object.entries(used).map(([minutes, said]) => {
      const [usedPercent, at] = typeof said === 'number' ? [said, resetsAt] : said
      return { usedPercent, windowDurationMins: Number(minutes), resetsAt: at }
    })
    const bucket = {
      limitId: 'codex_bengalfox',
      limitName: 'GPT-5.3-Codex-Spark',
      primary: windows[0],
      secondary: windows[1],
    }
    return decideOn({ rateLimitsByLimitId: { codex_bengalfox: { ...bucket, ...more } } }, accountId)
  }
  const kinds = (...args: Parameters<typeof read>) => read(...args).alerts.map(inShort)
  return { read, kinds, decideOn, memory: () => memory }
}

const inShort = (alert: ReturnType<typeof decideLimitAlerts>['alerts'][number]): string => {
  switch (alert.kind) {
    case 'low':
    case 'reset':
      return `${alert.kind} ${alert.limit.lane} ${alert.window} ${alert.leftPercent}`
    case 'runs-out':
      return `runs-out ${alert.limit.lane} ${alert.window}`
    case 'moved':
      return `moved ${alert.from.id}/${alert.from.label} ${alert.to.id}/${alert.to.label}`
    case 'vanished':
      return `vanished ${alert.limit.id} ${alert.window}`
    default:
      return unreachable(alert)
  }
}

describe('thresholds', () => {
  it('are told once each, the lowest one that was crossed', () => {
    const { kinds } = watching()
    expect(kinds({ 300: 56 })).toEqual([])
    expect(kinds({ 300: 80 })).toEqual(['low spark 5 h 20'])
    expect(kinds({ 300: 81 })).toEqual([])
    expect(kinds({ 300: 100 })).toEqual(['low spark 5 h 0'])
    expect(kinds({ 300: 100 })).toEqual([])
  })

  it('belong to one window each', () => {
    expect(watching().kinds({ 300: 95, 10080: 85 })).toEqual(['low spark 5 h 5', 'low spark weekly 15'])
  })

  it('are the user’s', () => {
    const { kinds } = watching({ settings: { ...settings, thresholds: [50] } })
    expect(kinds({ 300: 49 })).toEqual([])
    expect(kinds({ 300: 50 })).toEqual(['low spark 5 h 50'])
    expect(kinds({ 300: 95 })).toEqual([])
  })

  it('are told again after a reset, and not because the meter drifts', () => {
    const { kinds } = watching()
    expect(kinds({ 300: 81 })).toEqual(['low spark 5 h 19'])
    expect(kinds({ 300: 79 })).toEqual([])
    expect(kinds({ 300: 79 })).toEqual([])
    expect(kinds({ 300: 82 })).toEqual([])
    const next: Used = { 300: [3, resetsAt + 5 * 3600] }
    expect(kinds(next)).toEqual([])
    expect(kinds(next)).toEqual(['reset spark 5 h 97'])
    expect(kinds({ 300: [85, resetsAt + 5 * 3600] })).toEqual(['low spark 5 h 15'])
  })

  it('count as told while they are switched off', () => {
    const off = watching({ settings: { ...settings, low: false } })
    expect(off.kinds({ 300: 85 })).toEqual([])
    expect(watching({ memory: off.memory() }).kinds({ 300: 86 })).toEqual([])
  })
})

describe('a reset', () => {
  it('is told when a second reading confirms it, with what is left then', () => {
    const { read } = watching()
    read({ 300: 70 })
    const first = read({ 300: [0, resetsAt + 5 * 3600] })
    expect([first.alerts, first.needsSecondReading]).toEqual([[], true])
    const second = read({ 300: [1, resetsAt + 5 * 3600] })
    expect(second.alerts.map(inShort)).toEqual(['reset spark 5 h 99'])
    expect(second.needsSecondReading).toBe(false)
  })

  it('is not believed when the next reading takes it back', () => {
    const { kinds } = watching()
    kinds({ 300: 70 })
    expect(kinds({ 300: 0 })).toEqual([])
    expect(kinds({ 300: 71 })).toEqual([])
    expect(kinds({ 300: 0 })).toEqual([])
    expect(kinds({ 300: 0 })).toEqual(['reset spark 5 h 100'])
  })

  it('is not told where hardly anything came back, nor for an unused window whose end moves with the clock', () => {
    const { kinds } = watching()
    kinds({ 300: 5 })
    for (const at of [1, 2]) expect(kinds({ 300: [0, resetsAt + at * 3600] })).toEqual([])
    for (const at of [3, 4, 5]) expect(kinds({ 300: [0, resetsAt + 2 * 3600 + at * 60] })).toEqual([])
  })

  it('that comes while work goes on lets the thresholds speak again', () => {
    const { kinds } = watching()
    expect(kinds({ 300: 85 })).toEqual(['low spark 5 h 15'])
    for (const expected of [[], ['low spark 5 h 12']])
      expect(kinds({ 300: [88, resetsAt + 5 * 3600] })).toEqual(expected)
  })
})

it('tells once that a window runs out before its reset', () => {
  const runsOutAtMs = (_: string, minutes: number | null) =>
    minutes === 300 ? resetsAt * 1000 - 40 * minute : resetsAt * 1000 + minute
  const { read, kinds } = watching({ runsOutAtMs })
  expect(read({ 300: 56, 10080: 40 }).alerts).toMatchObject([
    {
      kind: 'runs-out',
      window: '5 h',
      leftPercent: 44,
      runsOutAtMs: resetsAt * 1000 - 40 * minute,
      resetsAtMs: resetsAt * 1000,
    },
  ])
  expect(kinds({ 300: 58, 10080: 40 })).toEqual([])
})

describe('what the server offers', () => {
  it('is believed gone after a second answer', () => {
    const { decideOn } = watching()
    const gone = () => decideOn(recorded('rate-limits-read-no-spark')).alerts.map(inShort)
    expect(decideOn(recorded('rate-limits-read')).alerts).toEqual([])
    expect(gone()).toEqual([])
    expect(gone()).toEqual(['vanished codex_bengalfox null'])
    expect(gone()).toEqual([])
    expect(decideOn(recorded('rate-limits-read')).alerts).toEqual([])
  })

  it('is not believed gone after one answer that was wrong', () => {
    const { decideOn } = watching()
    const all = recorded('rate-limits-read')
    const some = recorded('rate-limits-read-no-spark')
    for (const reply of [all, some, all, some, all]) expect(decideOn(reply).alerts).toEqual([])
  })

  it('may lose one window', () => {
    const { kinds } = watching()
    kinds({ 300: 10, 10080: 10 })
    for (const expected of [[], ['vanished codex_bengalfox 5 h'], []]) expect(kinds({ 10080: 10 })).toEqual(expected)
  })

  it('may have another id or another name', () => {
    const { kinds, decideOn } = watching()
    kinds({ 300: 10 })
    const renamed = { limitName: 'gpt-5.2-codex-sonic' }
    for (const expected of [[], ['moved codex_bengalfox/GPT-5.3-Codex-Spark codex_bengalfox/gpt-5.2-codex-sonic']])
      expect(kinds({ 300: 10 }, renamed)).toEqual(expected)
    const primary = { usedPercent: 10, windowDurationMins: 300, resetsAt }
    const moved = { rateLimitsByLimitId: { codex_newfox: { limitName: 'GPT-5.3-Codex-Spark', primary } } }
    for (const expected of [[], ['moved codex_bengalfox/gpt-5.2-codex-sonic codex_newfox/GPT-5.3-Codex-Spark']])
      expect(decideOn(moved).alerts.map(inShort)).toEqual(expected)
  })
})

describe('accounts', () => {
  it('have memories of their own', () => {
    const { kinds } = watching()
    expect(kinds({ 300: 85 })).toEqual(['low spark 5 h 15'])
    expect(kinds({ 300: 85 }, {}, 'other')).toEqual(['low spark 5 h 15'])
    expect(kinds({ 300: 30 }, {}, 'other')).toEqual([])
    expect(kinds({ 300: 86 }, {}, 'acct')).toEqual([])
  })

  it('take over what was told before a server named one', () => {
    const nameless = watching()
    expect(
      nameless.decideOn({
        accountId: null,
        rateLimits: { limitId: 'codex', primary: { usedPercent: 95, windowDurationMins: 300, resetsAt } },
      }).alerts,
    ).toHaveLength(1)
    const { decideOn, memory } = watching({ memory: nameless.memory() })
    expect(
      decideOn({ rateLimits: { limitId: 'codex', primary: { usedPercent: 95, windowDurationMins: 300, resetsAt } } })
        .alerts,
    ).toEqual([])
    expect(Object.keys(memory().accounts)).toEqual(['acct'])
  })
})
