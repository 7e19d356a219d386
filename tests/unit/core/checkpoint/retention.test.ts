import { describe, expect, it } from 'vitest'
import type { Checkpoint, CheckpointId } from '../../../../src/core/checkpoint/checkpoint'
import { makeCheckpointId } from '../../../../src/core/checkpoint/checkpoint-id'
import {
  type ByteSpan,
  chooseExpired,
  isNamed,
  isProtected,
  type Protection,
} from '../../../../src/core/checkpoint/retention'
import { createRandom } from '../../../support/random'

const dayMs = 86_400_000
const nowMs = 1_000 * dayMs
type Item = Pick<Checkpoint, 'id' | 'sequence' | 'atMs' | 'label' | 'reason' | 'sessionId'>

/** A checkpoint of so many days ago. */
function item(sequence: number, daysAgo: number, more: Partial<Item> = {}): Item {
  const id = makeCheckpointId(sequence, sequence.toString(16).padStart(8, '0'))
  const base = {
    id,
    sequence,
    atMs: nowMs - daysAgo * dayMs,
    label: '',
    reason: 'before-commit',
    sessionId: null,
  } as const
  return { ...base, ...more }
}
const nothing: Protection = { liveSessions: [], keptSessions: [], ids: new Set() }
const roomy = { days: 30, count: 200, bytes: Number.POSITIVE_INFINITY }
const sequencesOf = (items: readonly Item[], ids: readonly CheckpointId[]) =>
  ids.map((id) => items.find((one) => one.id === id)?.sequence)

describe('what never expires', () => {
  const live = { sessionId: 'live' } as const
  const kept = { sessionId: 'kept' } as const
  const protection = { liveSessions: ['live'], keptSessions: ['kept'], ids: new Set([item(9, 0).id]) }
  it.each([
    ['the baseline of a live session', item(1, 99, { ...live, reason: 'session-start' }), true],
    ['a change of a live session', item(1, 99, { ...live, reason: 'change' }), true],
    ['the baseline of a kept session', item(1, 99, { ...kept, reason: 'session-start' }), true],
    ['the end of a kept session', item(1, 99, { ...kept, reason: 'session-end' }), true],
    ['a change of a kept session', item(1, 99, { ...kept, reason: 'change' }), false],
    ['the baseline of another session', item(1, 99, { sessionId: 'x', reason: 'session-start' }), false],
    ['one with a name', item(1, 99, { reason: 'by-hand', label: 'before the storm' }), true],
    ['one by hand without a name of its own', item(1, 99, { reason: 'by-hand', label: 'by hand' }), false],
    ['one by hand with an empty name', item(1, 99, { reason: 'by-hand', label: ' ' }), false],
    ['a label that Firebreak gave', item(1, 99, { reason: 'before-commit', label: 'before commit' }), false],
    ['a pinned one', item(9, 99), true],
  ])('%s', (_, one, stays) => {
    expect(isProtected(one, protection)).toBe(stays)
    const items = [one, item(10, 0)]
    expect(chooseExpired(items, [], { ...roomy, count: 0 }, protection, nowMs)).toEqual(stays ? [] : [one.id])
    expect(chooseExpired(items, [], { ...roomy, days: 1 }, protection, nowMs)).toEqual(stays ? [] : [one.id])
  })

  it('is the newest one, whatever the budget is', () => {
    const only = [item(1, 999)]
    const span = [{ first: 0, last: 0, bytes: 99 }]
    expect(chooseExpired(only, span, { days: 1, count: 0, bytes: 0 }, nothing, nowMs)).toEqual([])
  })

  it('is told by its label', () => {
    expect(isNamed({ reason: 'by-hand', label: 'mine' })).toBe(true)
    expect(isNamed({ reason: 'change', label: 'mine' })).toBe(false)
  })
})

describe('what goes first', () => {
  it('is what is too old, and nothing that is a moment younger', () => {
    const items = [item(1, 40), item(2, 30.001), item(3, 30), item(4, 1)]
    expect(sequencesOf(items, chooseExpired(items, [], roomy, nothing, nowMs))).toEqual([1, 2])
  })

  it('is not what a clock that ran ahead dated in the future', () => {
    const items = [item(1, -400), item(2, -400), item(3, 0)]
    expect(chooseExpired(items, [], roomy, nothing, nowMs)).toEqual([])
  })

  it('are old changes, before anything else that is older', () => {
    const items = [
      ...Array.from({ length: 5 }, (_, at) => item(at + 1, 9)),
      ...Array.from({ length: 60 }, (_, at) => item(at + 6, 5, { reason: 'change', sessionId: 's' })),
    ]
    const gone = sequencesOf(items, chooseExpired(items, [], { ...roomy, count: 40 }, nothing, nowMs))
    // The newest does not count.
    expect(gone).toHaveLength(24)
    expect(Math.min(...gone.map(Number))).toBeGreaterThan(5)
    expect(Math.max(...gone.map(Number))).toBeLessThanOrEqual(45)
  })

  it('leaves changes that lie the denser the younger they are', () => {
    const items = Array.from({ length: 1000 }, (_, at) => item(at + 1, 5, { reason: 'change', sessionId: 's' }))
    const gone = new Set(chooseExpired(items, [], { ...roomy, count: 100 }, nothing, nowMs))
    const left = items.filter(({ id }) => !gone.has(id)).map(({ sequence }) => sequence)
    const within = (from: number, to: number) => left.filter((one) => one > from && one <= to).length
    expect(left.at(-1)).toBe(1000)
    expect(within(980, 1000)).toBe(20)
    expect(within(900, 1000)).toBeGreaterThan(within(500, 600))
    expect(within(500, 600)).toBeGreaterThanOrEqual(within(0, 100))
    expect(within(0, 500)).toBeGreaterThan(3)
  })

  it('are the oldest when there are no old changes', () => {
    const items = Array.from({ length: 10 }, (_, at) => item(at + 1, 5))
    expect(sequencesOf(items, chooseExpired(items, [], { ...roomy, count: 6 }, nothing, nowMs))).toEqual([1, 2, 3])
  })
})

describe('the budget of bytes', () => {
  const items = Array.from({ length: 5 }, (_, at) => item(at + 1, 5))
  const choose = (spans: readonly ByteSpan[], bytes: number, protection = nothing) =>
    sequencesOf(items, chooseExpired(items, spans, { ...roomy, bytes }, protection, nowMs))

  it('frees what several hold together only when all of them go', () => {
    expect(choose([{ first: 0, last: 2, bytes: 100 }], 50)).toEqual([1, 2, 3])
    expect(
      choose(
        [
          { first: 0, last: 0, bytes: 60 },
          { first: 1, last: 3, bytes: 100 },
        ],
        120,
      ),
    ).toEqual([1])
  })

  it('does not count what the newest or a protected one holds too', () => {
    expect(choose([{ first: 0, last: 4, bytes: 100 }], 50)).toEqual([])
    const ids = new Set([item(2, 5).id])
    expect(choose([{ first: 0, last: 1, bytes: 100 }], 50, { ...nothing, ids })).toEqual([])
  })
})

it('keeps every promise for any list', () => {
  const random = createRandom(7)
  const pick = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0]
  for (let round = 0; round < 300; round++) {
    const items = Array.from({ length: Math.floor(random() * 60) }, (_, at) =>
      item(at + 1, random() * 60, {
        reason: pick(['change', 'change', 'by-hand', 'session-start', 'session-end', 'before-restore'] as const),
        label: pick(['', 'by hand', 'mine']),
        sessionId: pick([null, 'live', 'kept', 'old']),
      }),
    )
    const spans = Array.from({ length: 30 }, () => {
      const first = Math.floor(random() * items.length)
      return { first, last: Math.min(items.length - 1, first + Math.floor(random() * 5)), bytes: random() * 100 }
    }).filter(({ first, last }) => first <= last && items.length > 0)
    const protection = {
      liveSessions: ['live'],
      keptSessions: ['kept'],
      ids: new Set(items.filter(() => random() < 0.1).map(({ id }) => id)),
    }
    const budget = { days: 30, count: Math.floor(random() * 40), bytes: random() * 1500 }
    const gone = chooseExpired(items, spans, budget, protection, nowMs)
    const isGone = new Set(gone)

    expect(isGone.size).toBe(gone.length)
    const stays = (one: Item, at: number) => at === items.length - 1 || isProtected(one, protection)
    const countsLeft = items.filter((one, at) => !stays(one, at) && !isGone.has(one.id))
    expect(items.filter((one, at) => stays(one, at) && isGone.has(one.id))).toEqual([])
    expect(countsLeft.length).toBeLessThanOrEqual(budget.count)
    expect(countsLeft.every(({ atMs }) => nowMs - atMs <= 30 * dayMs)).toBe(true)
    const bytes = (left: (one: Item) => boolean) =>
      spans
        .map((span) => ({ ...span, of: items.slice(span.first, span.last + 1) }))
        .filter(({ of, first }) => of.some(left) && !of.some((one, at) => stays(one, first + at)))
        .reduce((sum, one) => sum + one.bytes, 0)
    expect(bytes(({ id }) => !isGone.has(id))).toBeLessThanOrEqual(budget.bytes)
    // Nothing goes needlessly: with the last one that went, the budget would not be kept.
    const last = items.find(({ id }) => id === gone.at(-1))
    if (last === undefined || nowMs - last.atMs > 30 * dayMs) continue
    const withLast = (one: Item) => one === last || !isGone.has(one.id)
    expect(countsLeft.length + 1 > budget.count || bytes(withLast) > budget.bytes).toBe(true)
  }
})
