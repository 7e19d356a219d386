import { describe, expect, it } from 'vitest'
import { standOf } from '../../../../src/core/lanes/bucket-stand'
import { standingFailure } from '../../../../src/core/lanes/standing-failure'
import type { Bucket, LimitReading } from '../../../../src/core/limits/limits'
import { newSession, type Session, type Turn } from '../../../../src/core/session/session'

const minute = 60_000
const model = 'gpt-5.3-codex-spark'

function sessionWith(turns: readonly Partial<Turn>[], over: Partial<Session> = {}): Session {
  const fresh = newSession({
    id: 's',
    repoId: '0123456789abcdef',
    repoPath: '/r',
    lane: 'spark',
    model,
    where: 'terminal',
    prompt: null,
    startedAtMs: 0,
    baseline: null,
    startedWithoutGate: null,
  })
  const turn: Turn = {
    turnId: 't',
    prompt: null,
    startedAtMs: 0,
    endedAtMs: minute,
    model,
    error: null,
    aborted: false,
  }
  return { ...fresh, turns: turns.map((given) => ({ ...turn, ...given })), ...over }
}

const limit = { message: 'hit your usage limit', code: 'usage_limit_exceeded' }
const capacity = { message: '', code: 'server_overloaded' }
const retired = { message: 'is not supported when using Codex with a ChatGPT account', code: 'other' }

describe('the last failure that still stands', () => {
  const standing = (turns: readonly Partial<Turn>[], over: { nowMs?: number; limitsReadAtMs?: number } = {}) =>
    standingFailure({ sessions: [sessionWith(turns)], model, limitsReadAtMs: null, nowMs: 2 * minute, ...over })
      ?.kind ?? null

  it('is that of the newest finished turn with the model', () => {
    expect(standing([{ error: limit }])).toBe('usage-limit')
    expect(standing([{ error: limit }, { endedAtMs: 2 * minute }])).toBe(null)
    expect(standing([{ error: limit }, { endedAtMs: null }])).toBe('usage-limit')
    expect(standing([{ error: limit }, { endedAtMs: 2 * minute, aborted: true }])).toBe('usage-limit')
    expect(standing([{ error: limit, model: 'gpt-5.5' }])).toBe(null)
    expect(standing([{ error: limit, model: null }])).toBe('usage-limit')
    expect(standing([])).toBe(null)
  })

  it('is over when the limits were read after it', () => {
    expect(standing([{ error: limit }], { limitsReadAtMs: 2 * minute })).toBe(null)
    expect(standing([{ error: limit }], { limitsReadAtMs: minute / 2 })).toBe('usage-limit')
    expect(standing([{ error: retired }], { limitsReadAtMs: 2 * minute })).toBe('not-supported')
  })

  it('passes with time: capacity after minutes, a refused model after a day', () => {
    expect(standing([{ error: capacity }], { nowMs: 11 * minute })).toBe('capacity')
    expect(standing([{ error: capacity }], { nowMs: 12 * minute })).toBe(null)
    expect(standing([{ error: retired }], { nowMs: 24 * 60 * minute })).toBe('not-supported')
    expect(standing([{ error: retired }], { nowMs: 25 * 60 * minute })).toBe(null)
  })
})

describe('how the limits of a lane stand', () => {
  const known = (leftPercent: number, resetsAtSec: number | null = 60): LimitReading => ({
    kind: 'known',
    usedPercent: 100 - leftPercent,
    leftPercent,
    resetsAtSec,
  })
  const bucket = (readings: readonly LimitReading[], over: Partial<Bucket> = {}): Bucket => ({
    id: 'codex_bengalfox',
    label: 'Spark',
    lane: 'spark',
    windows: readings.map((reading, index) => ({
      minutes: index === 0 ? 300 : 10_080,
      label: index === 0 ? '5 h' : 'weekly',
      reading,
      readAtMs: 0,
      source: 'read',
      movedAtMs: 0,
      others: [],
    })),
    credits: null,
    individualLimit: null,
    spendControlReached: null,
    reachedType: null,
    ...over,
  })
  const spent = { kind: 'spent', bucket: 'Spark', window: '5 h', resetsAtMs: 60_000, credits: false }

  it.each([
    ['none', [], { kind: 'unknown' }],
    ['without windows', [bucket([])], { kind: 'unknown' }],
    ['unknown readings', [bucket([{ kind: 'unknown' }])], { kind: 'unknown' }],
    ['the tightest window', [bucket([known(44), known(7)])], { kind: 'left', leftPercent: 7 }],
    ['one known window', [bucket([known(44), { kind: 'unknown' }])], { kind: 'left', leftPercent: 44 }],
    ['nothing left', [bucket([known(0), known(7)])], spent],
    [
      'nothing left of both, until the later reset',
      [bucket([known(0), known(0, 120)])],
      { ...spent, window: 'weekly', resetsAtMs: 120_000 },
    ],
    ['a reset that is not named', [bucket([known(0, null)])], { ...spent, resetsAtMs: null }],
    [
      'credits',
      [bucket([known(0)], { credits: { hasCredits: true, unlimited: false, balance: '1' } })],
      { ...spent, credits: true },
    ],
    [
      'a reset that is due',
      [bucket([{ kind: 'reset-due', resetsAtSec: 1 }, known(7)])],
      { kind: 'reset-due', bucket: 'Spark', window: '5 h' },
    ],
    [
      'a reached limit whose reset is due',
      [bucket([{ kind: 'reset-due', resetsAtSec: 1 }], { reachedType: 'rate_limit_reached' })],
      { kind: 'reset-due', bucket: 'Spark', window: '5 h' },
    ],
    [
      'the server’s word alone',
      [bucket([known(3)], { reachedType: 'rate_limit_reached' })],
      { ...spent, window: null, resetsAtMs: null },
    ],
    ['spend control', [bucket([known(50)], { spendControlReached: true })], { kind: 'spend-control', bucket: 'Spark' }],
    ['the worst of two buckets', [bucket([known(50)]), bucket([known(0)])], spent],
  ])('with %s', (_, buckets, stand) => {
    expect(standOf(buckets)).toEqual(stand)
  })
})
