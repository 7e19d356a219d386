import { describe, expect, it } from 'vitest'
import { rateLimitsReplySchema, rateLimitsUpdatedSchema } from '../../../../src/core/codex/messages'
import { type Limits, limitsAt, nextResetMs, noLimits, tightestWindow } from '../../../../src/core/limits/limits'
import { type MergeContext, mergeRead, mergeUpdate } from '../../../../src/core/limits/merge-limits'
import { defaultSettings } from '../../../../src/core/settings'
import { recorded } from '../../../support/app-server-fixture'

const { lanes } = defaultSettings()
const context = (nowMs = 1000): MergeContext => ({ nowMs, lanes, sparkDisplayName: null })
const read = (reply: unknown, nowMs?: number): Limits => mergeRead(rateLimitsReplySchema.parse(reply), context(nowMs))
const update = (limits: Limits, params: unknown, nowMs = 2000): Limits =>
  mergeUpdate(limits, rateLimitsUpdatedSchema.parse(params).rateLimits, context(nowMs))
const recordedUpdate = (line: number): unknown => recorded('rate-limits-updated', line, 'params')
const window = (usedPercent: number | null, windowDurationMins: number | null, resetsAt: number | null = 5000) => ({
  usedPercent,
  windowDurationMins,
  resetsAt,
})
/** "label lane: window left source" for each bucket. */
const summary = (limits: Limits): string[] =>
  limits.buckets.map(
    ({ label, lane, windows }) =>
      `${label} ${lane}: ${windows
        .map(
          ({ label: name, reading, source }) =>
            `${name} ${reading.kind === 'known' ? reading.leftPercent : reading.kind} ${source}`,
        )
        .join(', ')}`,
  )

describe('mergeRead', () => {
  it('reads both buckets of a recorded answer, the standard one first', () => {
    const limits = read(recorded('rate-limits-read'))
    expect(summary(limits)).toEqual([
      'Standard standard: 5 h 88 read, weekly 66 read',
      'GPT-5.3-Codex-Spark spark: 5 h 44 read, weekly 93 read',
    ])
    expect(limits).toMatchObject({ accountId: 'acct-offline', plan: 'pro', resetCredits: 0 })
    expect(limits.buckets[0]).toMatchObject({
      id: 'codex',
      credits: { hasCredits: true, unlimited: false, balance: '12.50' },
    })
    expect(limits.buckets[0]?.windows[0]).toEqual({
      minutes: 300,
      label: '5 h',
      reading: { kind: 'known', usedPercent: 12, leftPercent: 88, resetsAtSec: 1_795_349_246 },
      readAtMs: 1000,
      source: 'read',
      movedAtMs: 1000,
      others: [],
    })
  })

  it('has no Spark bucket when the server names none', () => {
    expect(summary(read(recorded('rate-limits-read-no-spark')))).toEqual([
      'Standard standard: 5 h 88 read, weekly 66 read',
    ])
  })

  it('tells a weekly-only primary window by its length', () => {
    const reply = { rateLimitsByLimitId: { codex: { limitId: 'codex', primary: window(40, 10_080), secondary: null } } }
    expect(summary(read(reply))).toEqual(['Standard standard: weekly 60 read'])
  })

  it('sorts windows by length, wherever the server put them', () => {
    const reply = { rateLimitsByLimitId: { codex: { primary: window(40, 10_080), secondary: window(10, 300) } } }
    expect(summary(read(reply))).toEqual(['Standard standard: 5 h 90 read, weekly 60 read'])
  })

  it('falls back to the one bucket of an older server', () => {
    expect(summary(read({ rateLimits: { primary: window(40, 300) } }))).toEqual(['Standard standard: 5 h 60 read'])
  })

  it('says unknown for a window without a number, and never 0 %', () => {
    expect(summary(read({ rateLimits: { primary: window(null, 300) } }))).toEqual([
      'Standard standard: 5 h unknown read',
    ])
  })

  it.each([
    [0, 100],
    [12.4, 88],
    [99.6, 1],
    [100, 0],
    [140, 0],
    [-3, 100],
  ])('reads %s used as %s left', (used, left) => {
    expect(read({ rateLimits: { primary: window(used, 300) } }).buckets[0]?.windows[0]?.reading).toMatchObject({
      usedPercent: 100 - left,
      leftPercent: left,
    })
  })

  it('shows a bucket nobody knows under its own name, after the lanes', () => {
    const bucket = (limitId: string, limitName: string | null) => ({ limitId, limitName, primary: window(1, 300) })
    const reply = {
      rateLimitsByLimitId: {
        premium: bucket('premium', null),
        codex_bengalfox: bucket('codex_bengalfox', 'GPT-5.3-Codex-Spark'),
        base_model_inference: bucket('base_model_inference', 'gpt-reserve'),
        codex: bucket('codex', null),
      },
    }
    expect(read(reply).buckets.map(({ label, lane }) => [label, lane])).toEqual([
      ['Standard', 'standard'],
      ['GPT-5.3-Codex-Spark', 'spark'],
      ['gpt-reserve', null],
      ['premium', null],
    ])
  })

  it.each([
    ['its name', { limitName: 'GPT-5.3-Codex-Spark' }],
    ['the model it names', { normalModelSlug: 'gpt-5.3-codex-spark' }],
    ['the display name of the lane’s model', { limitName: 'Quick One' }],
  ])('recognises the Spark bucket under a new id by %s', (_, names) => {
    const reply = rateLimitsReplySchema.parse({
      rateLimitsByLimitId: { codex_newfox: { ...names, primary: window(1, 300) } },
    })
    expect(mergeRead(reply, { ...context(), sparkDisplayName: 'Quick one' }).buckets[0]?.lane).toBe('spark')
  })
})

describe('mergeUpdate', () => {
  const before = read(recorded('rate-limits-read'))

  it('moves the named bucket only, and keeps the plan that it leaves out', () => {
    const after = update(before, recordedUpdate(1))
    expect(summary(after)).toEqual([
      'Standard standard: 5 h 88 read, weekly 66 read',
      'GPT-5.3-Codex-Spark spark: 5 h 41 update, weekly 93 update',
    ])
    expect(after.plan).toBe('pro')
    expect(after.buckets[1]?.windows[0]?.readAtMs).toBe(2000)
    expect(after.buckets[0]).toBe(before.buckets[0])
  })

  it('takes the bucket from the message, also after a standard turn that names the Spark one', () => {
    expect(summary(update(before, recordedUpdate(2)))[0]).toBe('Standard standard: 5 h 88 read, weekly 66 read')
    expect(summary(update(before, recordedUpdate(3)))[0]).toBe('Standard standard: 5 h 82 update, weekly 66 update')
  })

  it('ignores windows that are null', () => {
    expect(summary(update(before, recordedUpdate(4)))).toEqual(summary(before))
    expect(update(noLimits, recordedUpdate(4))).toBe(noLimits)
  })

  it('keeps a window that the update does not name', () => {
    const after = update(before, { rateLimits: { limitId: 'codex', primary: window(50, 300), secondary: null } })
    expect(summary(after)[0]).toBe('Standard standard: 5 h 50 update, weekly 66 read')
  })

  it('adds a bucket that is new', () => {
    const after = update(before, { rateLimits: { limitId: 'premium', primary: window(5, 1440) } })
    expect(summary(after).at(-1)).toBe('premium null: 24 h 95 update')
  })

  it('keeps the name of a bucket when the update has none', () => {
    const after = update(before, {
      rateLimits: { limitId: 'codex_bengalfox', limitName: null, primary: window(60, 300) },
    })
    expect(after.buckets[1]).toMatchObject({ label: 'GPT-5.3-Codex-Spark', lane: 'spark' })
  })
})

describe('limitsAt', () => {
  const limits = read({
    rateLimitsByLimitId: { codex: { primary: window(90, 300, 50), secondary: window(40, 10_080, 900) } },
  })

  it('never shows the old number once its reset has passed', () => {
    expect(limitsAt(limits, 50_000).buckets[0]?.windows.map(({ reading }) => reading)).toEqual([
      { kind: 'reset-due', resetsAtSec: 50 },
      { kind: 'known', usedPercent: 40, leftPercent: 60, resetsAtSec: 900 },
    ])
  })

  it('changes nothing before', () => {
    expect(limitsAt(limits, 49_999)).toBe(limits)
  })

  it('names the next reset after a moment', () => {
    expect(nextResetMs(limits, 0)).toBe(50_000)
    expect(nextResetMs(limits, 50_000)).toBe(900_000)
    expect(nextResetMs(limits, 900_000)).toBe(Number.POSITIVE_INFINITY)
  })

  it('knows the tightest window, and none where no number is known', () => {
    expect(limits.buckets[0] && tightestWindow(limits.buckets[0])?.label).toBe('5 h')
    const due = limitsAt(limits, 900_000).buckets[0]
    expect(due && tightestWindow(due)).toBeNull()
  })
})
