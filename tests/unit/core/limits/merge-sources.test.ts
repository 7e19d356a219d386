import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rateLimitsReplySchema, rateLimitsUpdatedSchema } from '../../../../src/core/codex/messages'
import { createRolloutDecoder } from '../../../../src/core/codex/rollout'
import { type Limits, limitsAt, noLimits } from '../../../../src/core/limits/limits'
import { type MergeContext, mergeRead, mergeUpdate } from '../../../../src/core/limits/merge-limits'
import { rolloutLimits } from '../../../../src/core/limits/rollout-limits'
import { defaultSettings } from '../../../../src/core/settings'
import { recorded } from '../../../support/app-server-fixture'

const { lanes } = defaultSettings()
const minute = 60_000
/** 2026-11-22T09:09:58Z, when the rollouts were recorded. */
const then = Date.UTC(2026, 10, 22, 9, 9, 58)
const at = (nowMs: number): MergeContext => ({ nowMs, lanes, sparkDisplayName: null })
const read = (name: string, nowMs: number, previous: Limits | null = null): Limits =>
  mergeRead(rateLimitsReplySchema.parse(recorded(name)), at(nowMs), previous)
const update = (limits: Limits, line: number, nowMs: number): Limits => {
  const { rateLimits } = rateLimitsUpdatedSchema.parse(recorded('rate-limits-updated', line, 'params'))
  return mergeUpdate(limits, rateLimits, at(nowMs))
}
/** Every limit that a recorded rollout tells, in its order. */
function rolloutSays(name: string) {
  const file = new URL(`../../../fixtures/rollouts/${name}`, import.meta.url)
  const decoder = createRolloutDecoder()
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => decoder.decode(line))
    .flatMap((event) => {
      const snapshot = event.kind === 'token-count' ? rolloutLimits(event.rateLimits, event.atMs) : null
      return snapshot === null || event.kind !== 'token-count' ? [] : [{ snapshot, atMs: event.atMs }]
    })
}
const merge = (limits: Limits, name: string): Limits =>
  rolloutSays(name).reduce((now, { snapshot, atMs }) => mergeUpdate(now, snapshot, at(atMs), 'rollout'), limits)
const summary = (limits: Limits): string[] =>
  limits.buckets.map(
    ({ id, windows }) =>
      `${id}: ${windows.map(({ label, reading, source }) => `${label} ${reading.kind === 'known' ? reading.leftPercent : reading.kind} ${source}`).join(', ')}`,
  )

describe('rollouts as a source', () => {
  it('reads both families of a recorded standard turn, and adds nothing up', () => {
    // The same response told 15 % of the standard limit and 71 % of Spark's, one record each.
    expect(rolloutSays('exec-0.104.0.jsonl').map(({ snapshot }) => snapshot.primary?.usedPercent)).toEqual([
      15, 71, 71, 18, 71, 71, 21, 71, 71,
    ])
    expect(summary(merge(noLimits, 'exec-0.104.0.jsonl'))).toEqual([
      'codex: 5 h 79 rollout, weekly 66 rollout',
      'codex_bengalfox: 5 h 29 rollout, weekly 93 rollout',
    ])
  })

  it('knows the limits without any sign-in, with names, credits and resets', () => {
    const limits = merge(noLimits, 'tui-0.169.0.jsonl')
    expect(summary(limits)).toEqual(['codex_bengalfox: 5 h 29 rollout, weekly 93 rollout'])
    expect(limits).toMatchObject({ accountId: null, readAtMs: null })
    expect(limits.buckets[0]).toMatchObject({
      label: 'GPT-5.3-Codex-Spark',
      lane: 'spark',
      credits: { hasCredits: true, unlimited: false, balance: '12.50' },
      windows: [{ minutes: 300, reading: { resetsAtSec: 1_795_349_296 } }, { minutes: 10_080 }],
    })
  })

  it('understands the seconds that older versions wrote', () => {
    const said = { primary: { used_percent: 10, window_minutes: 299, resets_in_seconds: 60 } }
    expect(rolloutLimits(said, 5_000_000)).toMatchObject({
      limitId: null,
      primary: { usedPercent: 10, windowDurationMins: 299, resetsAt: 5060 },
      secondary: null,
    })
  })

  it.each([null, 7, 'x', []])('makes nothing of %j', (said) => {
    expect(rolloutLimits(said, 0)?.primary ?? null).toBeNull()
  })
})

describe('sources that disagree', () => {
  it('lets the newest win and keeps the other in the details', () => {
    const asked = read('rate-limits-read', then)
    const told = update(asked, 1, then + minute)
    const spark = told.buckets[1]?.windows
    expect(spark?.[0]).toMatchObject({
      source: 'update',
      reading: { leftPercent: 41 },
      readAtMs: then + minute,
      movedAtMs: then + minute,
      others: [{ source: 'read', readAtMs: then, reading: { leftPercent: 44 } }],
    })
    // The weekly window says the same in both, so there is nothing to tell.
    expect(spark?.[1]).toMatchObject({ source: 'update', movedAtMs: then, others: [] })
  })

  it('keeps an older rollout beside a newer answer of the server', () => {
    const asked = read('rate-limits-read', then + 10 * minute)
    const both = merge(asked, 'exec-0.104.0.jsonl')
    expect(summary(both)).toEqual([
      'codex: 5 h 88 read, weekly 66 read',
      'codex_bengalfox: 5 h 44 read, weekly 93 read',
    ])
    expect(both.buckets[0]?.windows[0]?.others).toMatchObject([{ source: 'rollout', reading: { leftPercent: 79 } }])
  })

  it('is settled by a reading that agrees, and by the reset', () => {
    const told = update(read('rate-limits-read', then), 1, then + minute)
    const again = update(told, 1, then + 2 * minute)
    expect(again.buckets[1]?.windows[0]?.others).toHaveLength(1)
    const after = limitsAt(told, 1_795_349_246_000)
    expect(after.buckets[1]?.windows[0]).toMatchObject({ reading: { kind: 'reset-due' }, others: [] })
  })

  it('says no more than the server of what the server left out', () => {
    const asked = read('rate-limits-read-no-spark', then + minute)
    expect(merge(asked, 'tui-0.169.0.jsonl')).toBe(asked)
    const later = update(asked, 1, then + 2 * minute)
    expect(summary(later)[1]).toBe('codex_bengalfox: 5 h 41 update, weekly 93 update')
  })
})

describe('accounts', () => {
  it('are never mixed, also not in the details', () => {
    const first = update(read('rate-limits-read', then), 1, then + minute)
    const reply = { ...rateLimitsReplySchema.parse(recorded('rate-limits-read')), accountId: 'acct-other' }
    const second = mergeRead(reply, at(then + 2 * minute), first)
    expect(second.accountId).toBe('acct-other')
    expect(second.buckets.flatMap(({ windows }) => windows.flatMap(({ others }) => others))).toEqual([])
    const again = mergeRead({ ...reply, accountId: 'acct-offline' }, at(then + 2 * minute), first)
    expect(again.buckets[1]?.windows[0]?.others).toHaveLength(1)
  })
})

describe('what is not a limit', () => {
  it('is read as the server tells it: credits, spend control, resets to ask for', () => {
    const reply = {
      rateLimits: {
        limitId: 'codex',
        primary: { usedPercent: 100, windowDurationMins: 300, resetsAt: 5000 },
        credits: { hasCredits: true, unlimited: false, balance: '12.50' },
        individualLimit: { limit: '50', used: '12.5', remainingPercent: 75, resetsAt: 6000 },
        spendControlReached: true,
        rateLimitReachedType: 'workspace_member_usage_limit_reached',
      },
      rateLimitResetCredits: { availableCount: 2, credits: null },
      accountId: 'a',
    }
    const limits = mergeRead(rateLimitsReplySchema.parse(reply), at(then))
    expect(limits.resetCredits).toBe(2)
    expect(limits.buckets[0]).toMatchObject({
      credits: { balance: '12.50' },
      individualLimit: { limit: '50', used: '12.5', remainingPercent: 75, resetsAtSec: 6000 },
      spendControlReached: true,
      reachedType: 'workspace_member_usage_limit_reached',
    })
    // Null in an update means "not told", and takes nothing back.
    const after = mergeUpdate(
      limits,
      rateLimitsUpdatedSchema.parse({ rateLimits: { limitId: 'codex' } }).rateLimits,
      at(then + 1),
    )
    expect(after.buckets[0]).toMatchObject({
      spendControlReached: true,
      reachedType: 'workspace_member_usage_limit_reached',
    })
  })
})
