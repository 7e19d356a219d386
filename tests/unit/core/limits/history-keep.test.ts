import { describe, expect, it } from 'vitest'
import { isWorthKeeping, keyText, thinned } from '../../../../src/core/limits/history-keep'
import type { LimitSample } from '../../../../src/core/limits/history-port'

const MINUTE = 60_000
const last: LimitSample = {
  accountId: 'a',
  limitId: 'codex',
  windowMinutes: 300,
  at: 1_000_000,
  usedPercent: 20,
  resetsAt: 9_000_000,
}

describe('what is worth keeping', () => {
  it.each([
    ['the first of its key', last, undefined, true],
    ['another number', { ...last, at: last.at + 1, usedPercent: 20.5 }, last, true],
    ['the same a minute later', { ...last, at: last.at + MINUTE }, last, false],
    ['the same ten minutes later', { ...last, at: last.at + 10 * MINUTE }, last, true],
    ['an older one', { ...last, at: last.at - 1, usedPercent: 50 }, last, false],
    ['the same moment again', { ...last, usedPercent: 50 }, last, false],
    ['another reset', { ...last, at: last.at + 1, resetsAt: last.at + 5 * 3_600_000 }, last, true],
    ['a reset that moves with the clock', { ...last, at: last.at + MINUTE, resetsAt: 9_060_000 }, last, false],
    ['a reset that was not known', { ...last, at: last.at + 1 }, { ...last, resetsAt: null }, true],
  ] as const)('is %s: %s', (_what, sample, before, kept) => {
    expect(isWorthKeeping(sample, before)).toBe(kept)
  })

  it('is told by key: an account that is not known is none', () => {
    const names = [last, { ...last, accountId: null }, { ...last, accountId: 'null' }, { ...last, windowMinutes: null }]
    expect(new Set(names.map(keyText)).size).toBe(4)
  })
})

describe('thinning', () => {
  it('leaves few samples as they are', () => {
    expect(thinned([last], 2)).toEqual([last])
    expect(thinned([], 2)).toEqual([])
  })

  it('keeps both ends of every part, the first and the last', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ at: i * 1000, usedPercent: i / 50 }))
    const few = thinned(many, 200)
    expect(few.length).toBeLessThanOrEqual(204)
    expect(few[0]).toBe(many[0])
    expect(few.at(-1)).toBe(many.at(-1))
    expect(few.every((one, i) => i === 0 || one.at > (few[i - 1]?.at ?? 0))).toBe(true)
  })
})
