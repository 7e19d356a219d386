import { expect, it } from 'vitest'
import { parseNumstat } from '../../../../src/core/repo/parse-numstat'

it('reads counts, renames and odd names, and a binary file as unknown', () => {
  const output = new TextEncoder().encode(
    ['3\t1\ta.txt', '-\t-\tlogo.png', '2\t0\t', 'old', 'new', '0\t9\ttab\tand\nline'].map((r) => `${r}\0`).join(''),
  )
  expect([...parseNumstat(output)]).toEqual([
    ['a.txt', { added: 3, removed: 1 }],
    ['logo.png', null],
    ['new', { added: 2, removed: 0 }],
    ['tab\tand\nline', { added: 0, removed: 9 }],
  ])
})
