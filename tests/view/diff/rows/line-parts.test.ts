import { describe, expect, it } from 'vitest'
import { hiddenRanges } from '../../../../src/renderer/src/views/diff/rows/hidden-ranges'
import { lineParts, noMarks } from '../../../../src/renderer/src/views/diff/rows/line-parts'

const keyword = (start: number, end: number) => ({ start, end, token: 'keyword' })

describe('a line', () => {
  it('without marks is one part', () => {
    expect(lineParts('let x = 1', noMarks)).toEqual([
      { text: 'let x = 1', token: null, word: false, found: null, badge: null },
    ])
    expect(lineParts('', noMarks)).toEqual([])
  })

  it('is cut where one of its marks begins or ends, and they overlay each other', () => {
    const parts = lineParts('let total = 0', {
      tokens: [keyword(0, 3), { start: 12, end: 13, token: 'number' }],
      words: [{ start: 4, end: 13 }],
      found: [{ start: 2, end: 6 }],
      hidden: [],
    })
    expect(parts.map(({ text, token, word, found }) => [text, token, word, found])).toEqual([
      ['le', 'keyword', false, null],
      ['t', 'keyword', false, 2],
      [' ', null, false, 2],
      ['to', null, true, 2],
      ['tal = ', null, true, null],
      ['0', 'number', true, null],
    ])
  })

  it('names what cannot be seen in the middle of other marks', () => {
    const text = 'a\u202eb\u{e0041}c'
    const parts = lineParts(text, { ...noMarks, words: [{ start: 0, end: 3 }], hidden: hiddenRanges(text) })
    expect(parts.map((part) => [part.text, part.word, part.badge !== null])).toEqual([
      ['a', true, false],
      ['\u202e', true, true],
      ['b', true, false],
      ['\u{e0041}', false, true],
      ['c', false, false],
    ])
    expect(parts.map((part) => part.text).join('')).toBe(text)
  })

  it('leaves out marks beyond its end, as of a line that was cut', () => {
    const parts = lineParts('abc', { ...noMarks, tokens: [keyword(2, 10), keyword(12, 14)] })
    expect(parts.map(({ text, token }) => [text, token])).toEqual([
      ['ab', null],
      ['c', 'keyword'],
    ])
  })
})
