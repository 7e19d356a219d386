import { describe, expect, it } from 'vitest'
import { keepSame, sameData } from '../../../src/renderer/src/stores/same-data'

const before = { a: [1, { x: 'one' }, [null]], b: { c: undefined, d: Number.NaN }, e: 'text' }

describe('data that says the same', () => {
  it('is found out by its parts', () => {
    expect(sameData(before, structuredClone(before))).toBe(true)
    for (const other of [
      { ...before, e: 'other' },
      { ...before, f: undefined },
      { a: before.a, b: before.b },
      { ...before, a: [...before.a, 1] },
      { ...before, a: before.a.slice(1) },
      { ...before, a: Object.assign({}, before.a) },
      { ...before, b: null },
      { ...before, b: { d: Number.NaN, f: undefined } },
    ])
      expect([sameData(before, other), sameData(other, before)]).toEqual([false, false])
    expect([sameData(null, {}), sameData([], {}), sameData(0, -0), sameData(undefined, null)]).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('keeps its identity, and only what moved is new', () => {
    expect(keepSame(before, structuredClone(before))).toBe(before)
    const now = { ...structuredClone(before), e: 'other' }
    const kept = keepSame(before, now)
    expect(kept).toEqual(now)
    expect([kept.a, kept.b]).toEqual([before.a, before.b])
    expect(kept.a).toBe(before.a)
    expect(kept.b).toBe(before.b)
    const longer = keepSame(before.a, [...structuredClone(before.a), 'more'])
    expect(longer).toEqual([...before.a, 'more'])
    expect(longer[1]).toBe(before.a[1])
    const changed = keepSame(before.a, [1, { x: 'two' }, [null]])
    expect(changed).toEqual([1, { x: 'two' }, [null]])
    expect(changed[2]).toBe(before.a[2])
    expect(keepSame({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 })
    expect(keepSame([1, 2], [1])).toEqual([1])
  })
})
