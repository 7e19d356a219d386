import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pairLines } from '../../../../src/core/diff/pair-lines'
import { type GoldenCase, goldenCases } from '../../../support/golden-text'
import { createRandom } from '../../../support/random'

const cases = goldenCases(readFileSync(new URL('../../../fixtures/pair-lines/pairs.txt', import.meta.url), 'utf8'))

describe('which line became which', () => {
  it.each(cases)('$name', ({ lines }) => {
    const { removed, added } = sidesOf(lines)
    const shown = pairLines(removed, added).map(({ old, new: now }) =>
      [old === null ? '' : removed[old], '⇆', now === null ? '' : added[now]].join(' ').replace(/ ⇆ $/, ' ⇆'),
    )
    expect(shown).toEqual(lines.map((line) => line.replace(/ ⇆ $/, ' ⇆')))
  })
})

// A side with nothing to the outer end of its arrow is no line; a blank line has its space.
function sidesOf(lines: GoldenCase['lines']): { readonly removed: string[]; readonly added: string[] } {
  const parts = lines.map((line) => {
    const at = line.indexOf(' ⇆')
    return { old: line.slice(0, at), now: line.slice(at + 3), both: line === '  ⇆ ' }
  })
  return {
    removed: parts.flatMap(({ old, both }) => (both ? [' '] : old === '' ? [] : [old])),
    added: parts.flatMap(({ now, both }) => (both ? [''] : now === '' ? [] : [now])),
  }
}

it('has each line once and in order, whatever the lines are', () => {
  const random = createRandom(3)
  const words = ['alpha', 'beta', 'gamma', '(', ')', '{', '}', '', '  ', 'return', '=']
  const line = () => Array.from({ length: random() * 6 }, () => words[Math.floor(random() * words.length)]).join(' ')
  const run = () => Array.from({ length: Math.floor(random() * 12) }, line)
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
  for (let round = 0; round < 500; round++) {
    const [removed, added] = [run(), run()]
    const pairs = pairLines(removed, added)
    expect(pairs.flatMap((pair) => pair.old ?? [])).toEqual(numbers(removed.length))
    expect(pairs.flatMap((pair) => pair.new ?? [])).toEqual(numbers(added.length))
  }
})

it('pairs a very long run by position', () => {
  const lines = (count: number, word: string) => Array.from({ length: count }, (_, at) => `${word} ${at}`)
  const pairs = pairLines(lines(50_000, 'old'), lines(50_001, 'new'))
  expect(pairs).toHaveLength(50_001)
  expect(pairs[49_999]).toEqual({ old: 49_999, new: 49_999 })
  expect(pairs[50_000]).toEqual({ old: null, new: 50_000 })
})

it('takes no time over very long lines', () => {
  const long = 'x'.repeat(5_000_000)
  expect(pairLines([long], [`${long}y`])).toEqual([{ old: 0, new: 0 }])
})
