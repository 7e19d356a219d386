import { describe, expect, it } from 'vitest'
import { commonEnds } from '../../../src/core/common-ends'
import { createRandom } from '../../support/random'

const same = (a: { readonly is: string } | undefined, b: { readonly is: string } | undefined) => a?.is === b?.is
const list = (text: string) => Array.from(text, (is) => ({ is }))

describe('what two lists have in common', () => {
  it.each([
    ['', '', 0, 0],
    ['abc', 'abc', 3, 0],
    ['abc', 'aXc', 1, 1],
    ['abc', 'abXc', 2, 1],
    ['abXc', 'abc', 2, 1],
    ['aaa', 'aa', 2, 0],
    ['abc', 'xyz', 0, 0],
    ['', 'abc', 0, 0],
  ])('of %j and %j', (a, b, start, tail) => {
    expect(commonEnds(list(a), list(b), same)).toEqual({ start, tail })
  })

  it('never counts an entry for both ends', () => {
    const random = createRandom(7)
    const word = () => Array.from({ length: Math.floor(random() * 6) }, () => (random() < 0.5 ? 'a' : 'b')).join('')
    for (let round = 0; round < 500; round++) {
      const [a, b] = [word(), word()]
      const { start, tail } = commonEnds(list(a), list(b), same)
      expect(start + tail).toBeLessThanOrEqual(Math.min(a.length, b.length))
      expect(a.slice(0, start)).toBe(b.slice(0, start))
      expect(a.slice(a.length - tail)).toBe(b.slice(b.length - tail))
    }
  })

  it('does not ask about the same object at the start, and about each at an end with a rule of its own', () => {
    const [a, b, c] = [{ is: 'a' }, { is: 'b' }, { is: 'c' }]
    const asked: string[] = []
    const ask = (one: { readonly is: string } | undefined) => asked.push(one?.is ?? '') > 0 && false
    expect(commonEnds([a, b, c], [a, c], ask, () => false)).toEqual({ start: 1, tail: 0 })
    expect(asked).toEqual(['b'])
  })
})
