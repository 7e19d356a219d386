import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRolloutDecoder } from '../../../../src/core/codex/rollout'
import type { RolloutEvent } from '../../../../src/core/codex/rollout-event'
import {
  addUsage,
  type CountedTokens,
  createRolloutCounter,
  emptyBook,
  lastUseMs,
  tokensSince,
} from '../../../../src/core/limits/usage'

const hour = 3_600_000
const now = Date.UTC(2026, 10, 22, 12)
const isSpark = (model: string) => model.includes('spark')

function count(name: string): readonly CountedTokens[] {
  const file = new URL(`../../../fixtures/rollouts/${name}`, import.meta.url)
  const decoder = createRolloutDecoder()
  const counter = createRolloutCounter()
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => decoder.decode(line))
    .flatMap((event) => counter.take(event) ?? [])
}
const meta = (atMs: number): RolloutEvent => ({
  kind: 'session-meta',
  threadId: 't',
  cwd: '/',
  originator: null,
  isSubagent: false,
  atMs,
})
const model = (name: string): RolloutEvent => ({ kind: 'turn-context', turnId: null, model: name })
const total = (tokens: number, atMs: number, last: number | null = null): RolloutEvent => ({
  kind: 'token-count',
  atMs,
  rateLimits: null,
  usage: { total: tokens, input: tokens - 1, cachedInput: 0, output: 1 },
  lastUsage: last === null ? null : { total: last, input: last, cachedInput: 0, output: 0 },
})
const counts = (...events: readonly RolloutEvent[]) => {
  const counter = createRolloutCounter()
  return events.flatMap((event) => counter.take(event) ?? []).map((one) => [one.model, one.tokens.total])
}

describe('the count of a rollout', () => {
  it('is the total of its thread, by the model of each turn', () => {
    const counted = count('tui-0.169.0.jsonl')
    expect(counted.map(({ model: name, tokens }) => [name, tokens.total])).toEqual([
      ['gpt-5.3-codex-spark', 8349],
      ['gpt-5.3-codex-spark', 8519],
      ['gpt-5.3-codex-spark', 8689],
      ['gpt-5.3-codex-spark', 8832],
    ])
  })

  it('takes a record that is repeated for each limit once', () => {
    expect(count('exec-0.104.0.jsonl').map(({ tokens }) => tokens.total)).toEqual([5734, 5824, 5914])
  })

  it('follows a switch of the model within the thread', () => {
    expect(counts(meta(0), model('a'), total(10, 1), model('b'), total(30, 2), total(30, 3))).toEqual([
      ['a', 10],
      ['b', 20],
    ])
  })

  it('leaves out what a fork copied from its parent', () => {
    expect(counts(meta(100), model('a'), total(10, 50), total(25, 150))).toEqual([['a', 15]])
  })

  it('begins with a fork’s own request, where the total goes on from its parent’s', () => {
    // Seen with 0.169.0: a fork has none of its parent's records, and 13,174 tokens after its first request of 7,111.
    expect(counts(meta(0), model('a'), total(13_174, 1, 7111), total(20_000, 2, 6826))).toEqual([
      ['a', 7111],
      ['a', 6826],
    ])
  })

  it('goes on after a thread was taken back', () => {
    expect(counts(meta(0), model('a'), total(50, 1), total(20, 2), total(30, 3))).toEqual([
      ['a', 50],
      ['a', 10],
    ])
  })

  it('is sure of the last request only where a part was left out', () => {
    const counter = createRolloutCounter()
    counter.take(meta(0))
    counter.skipped()
    expect(counter.take(total(1000, 1, 30))).toMatchObject({ model: null, tokens: { total: 30 } })
    expect(counter.take(total(1010, 2, 10))).toMatchObject({ tokens: { total: 10 } })
    counter.skipped()
    expect(counter.take(total(5000, 3))).toBeNull()
  })
})

describe('the book', () => {
  const use = (name: string, atMs: number, tokens: number, threadId = 't'): CountedTokens => ({
    threadId,
    model: name,
    atMs,
    tokens: { total: tokens, input: tokens, cachedInput: 0, output: 0 },
  })

  it('sums by model, session and time', () => {
    const book = addUsage(
      addUsage(emptyBook, [use('spark', now - 2 * hour, 100), use('gpt', now - hour, 50)], now),
      [use('spark', now - 60_000, 7), use('spark', now - 50_000, 3, 'u')],
      now,
    )
    expect(tokensSince(book, now - 3 * hour, isSpark)).toBe(110)
    expect(tokensSince(book, now - hour, isSpark)).toBe(10)
    expect(tokensSince(book, now - 3 * hour, (name) => !isSpark(name))).toBe(50)
    expect(lastUseMs(book, isSpark)).toBe(now - 5 * 60_000)
    expect(lastUseMs(book, (name) => name === 'none')).toBeNull()
    expect(book.sessions['t']?.models).toMatchObject({ spark: { total: 107 }, gpt: { total: 50 } })
    expect(Object.keys(book.sessions)).toEqual(['u', 't'])
  })

  it('lets go of what is older than eight days', () => {
    const book = addUsage(emptyBook, [use('spark', now - 9 * 24 * hour, 100), use('spark', now, 1)], now)
    expect(tokensSince(book, 0, isSpark)).toBe(1)
  })

  it('stays as it is without anything to count', () => {
    expect(addUsage(emptyBook, [], now)).toBe(emptyBook)
  })
})
