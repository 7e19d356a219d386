import { describe, expect, it } from 'vitest'
import type { LimitReading, LimitWindow } from '../../../../src/core/limits/limits'
import { isLimitLow } from '../../../../src/core/limits/low-limit'
import { countsFor, stillMeter, tokensOfWindow } from '../../../../src/core/limits/own-count'
import { parseThresholds } from '../../../../src/core/limits/thresholds'
import { addUsage, emptyBook } from '../../../../src/core/limits/usage'
import { defaultSettings } from '../../../../src/core/settings'
import { limitAlertWords } from '../../../../src/core/words/limit-alert-words'

const minute = 60_000
const now = new Date(2026, 10, 22, 12).getTime()
const { lanes } = defaultSettings()
const reading = (leftPercent: number): LimitReading => ({
  kind: 'known',
  usedPercent: 100 - leftPercent,
  leftPercent,
  resetsAtSec: (now + 120 * minute) / 1000,
})
const window = (part: Partial<LimitWindow> = {}): LimitWindow => ({
  minutes: 300,
  label: '5 h',
  reading: reading(44),
  readAtMs: now,
  source: 'read',
  movedAtMs: now - 60 * minute,
  others: [],
  ...part,
})
const used = (model: string, atMs: number, total: number) =>
  addUsage(emptyBook, [{ threadId: 't', model, atMs, tokens: { total, input: total, cachedInput: 0, output: 0 } }], now)
const spark = countsFor('spark', lanes)

describe('our own count of a window', () => {
  it('goes from the window’s begin, for the models of its lane', () => {
    const book = used('gpt-5.3-codex-spark', now - 170 * minute, 500)
    expect(tokensOfWindow(book, window(), spark, now)).toBe(500)
    expect(tokensOfWindow(book, window(), countsFor('standard', lanes), now)).toBe(0)
    // It resets in 2 h, so it began 3 h ago.
    expect(tokensOfWindow(used('gpt-5.3-codex-spark', now - 190 * minute, 500), window(), spark, now)).toBe(0)
    expect(tokensOfWindow(used('gpt-5.4', now, 7), window(), countsFor('standard', lanes), now)).toBe(7)
  })

  it('is not known where the length or the lane is not', () => {
    expect(tokensOfWindow(emptyBook, window({ minutes: null }), spark, now)).toBeNull()
    expect(tokensOfWindow(emptyBook, window(), countsFor(null, lanes), now)).toBeNull()
  })
})

describe('a meter that stands still', () => {
  const book = used('gpt-5.3-codex-spark', now - 30 * minute, 25_000)
  it('is told with what was counted since it moved', () => {
    expect(stillMeter(book, { windows: [window()] }, spark)).toEqual({ sinceMs: now - 60 * minute, tokens: 25_000 })
  })

  it.each([
    ['it moved since', { movedAtMs: now - 20 * minute }],
    ['it moved a moment ago', { movedAtMs: now - 5 * minute }],
    ['it was not read since', { readAtMs: now - 40 * minute }],
    ['nothing is left', { reading: reading(0) }],
    ['it has no number', { reading: { kind: 'unknown' } }],
  ] as const)('is not when %s', (_, part) => {
    expect(stillMeter(book, { windows: [window(part)] }, spark)).toBeNull()
  })

  it('is not when little was used, or another lane', () => {
    expect(stillMeter(used('gpt-5.3-codex-spark', now - 30 * minute, 5000), { windows: [window()] }, spark)).toBeNull()
    expect(stillMeter(used('gpt-5.5', now - 30 * minute, 50_000), { windows: [window()] }, spark)).toBeNull()
  })
})

it.each([
  ['20, 10, 0', [20, 10, 0]],
  ['5 40;40 %', [40, 5]],
  ['', []],
  ['100', null],
  ['half', null],
  ['-1', null],
  ['1 2 3 4 5 6 7 8 9 10 11', null],
])('reads the thresholds %j', (text, expected) => {
  expect(parseThresholds(text)).toEqual(expected)
})

it.each([
  [10, [20, 10, 0], true],
  [11, [20, 10, 0], false],
  [1, [0], false],
  [0, [], true],
])('%s % left is low at %j: %s', (left, thresholds, low) => {
  const bucket = {
    id: 'x',
    label: 'x',
    credits: null,
    individualLimit: null,
    spendControlReached: null,
    reachedType: null,
  }
  expect(isLimitLow([{ ...bucket, lane: 'spark', windows: [window({ reading: reading(left) })] }], thresholds)).toBe(
    low,
  )
  expect(isLimitLow([{ ...bucket, lane: null, windows: [window({ reading: reading(left) })] }], thresholds)).toBe(false)
})

it('has words for each notification', () => {
  const limit = { id: 'codex_bengalfox', label: 'GPT-5.3-Codex-Spark', lane: 'spark' } as const
  const at = { limit, window: '5 h', leftPercent: 44, resetsAtMs: now + 120 * minute }
  const words = [
    { kind: 'low', ...at },
    { kind: 'low', ...at, window: 'weekly', leftPercent: 0, resetsAtMs: null },
    { kind: 'runs-out', ...at, runsOutAtMs: now + 80 * minute },
    { kind: 'reset', ...at },
    { kind: 'moved', from: limit, to: { id: 'codex_newfox', label: 'codex_newfox', lane: null } },
    { kind: 'vanished', limit, window: null },
    { kind: 'vanished', limit: { id: 'premium', label: 'premium', lane: null }, window: '5 h' },
  ] as const
  expect(words.map((alert) => Object.values(limitAlertWords(alert, now)).join(' | '))).toEqual([
    'Spark: 44 % left of 5 h | Resets 14:00.',
    'Spark: nothing left of the week | When it resets is not known.',
    'Spark: at this pace until 13:20 | 44 % left of 5 h, which resets 14:00.',
    'Spark: 5 h was reset | 44 % left. Resets 14:00.',
    'Spark limit: the server calls it something else | It was GPT-5.3-Codex-Spark (codex_bengalfox) and is codex_newfox now.',
    'Spark limit: no longer reported | The server does not name GPT-5.3-Codex-Spark (codex_bengalfox) any more. How much is left is unknown.',
    'premium: 5 h is no longer offered | The server does not name this window any more.',
  ])
})
