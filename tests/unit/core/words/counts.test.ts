import { describe, expect, it } from 'vitest'
import { count } from '../../../../src/core/words/counts'
import { owedWords } from '../../../../src/core/words/review-words'

describe('a number with its word', () => {
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [999, '999 files'],
    [1204, '1,204 files'],
    [1_234_567, '1,234,567 files'],
  ])('%i is grouped for people', (files, words) => {
    expect(count(files, 'file')).toBe(words)
  })

  it('is in digits alone where scripts look for it', () => {
    expect(owedWords(1, 0, 'unreviewed')).toBe('1 line unreviewed')
    expect(owedWords(200_000, 1301, 'unreviewed')).toBe(
      '200000 lines unreviewed, and 1,301 files of a change too large to count',
    )
  })
})
