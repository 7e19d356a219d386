import { expect, it } from 'vitest'
import { lineOnDisk } from '../../../../src/core/editor/line-on-disk'

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`)
const shown = (...lines: readonly number[]) => lines.map((line) => ({ line, text: `line ${line}` }))
const at = (lines: readonly string[], line: number, around: Parameters<typeof lineOnDisk>[2]) =>
  lineOnDisk(`${lines.join('\n')}\n`, line, around)

it('finds a line again that moved, by itself and by what stands around it', () => {
  const moved = ['new', 'new', ...numbered(20)]
  expect(at(moved, 10, shown(9, 10, 11))).toBe(12)
  // It was written again, what is around it was not.
  const written = moved.with(11, 'other')
  expect(at(written, 10, shown(9, 10, 11))).toBe(12)
  expect(at(numbered(20), 10, shown(9, 10, 11))).toBe(10)
  expect(
    at(
      numbered(20).map((text) => `${text}\r`),
      10,
      shown(10),
    ),
  ).toBe(10)
})

it('takes the nearest of equal places, and the one with the same lines around it before that', () => {
  const braces = ['a', '}', 'b', '}', 'c', '}', 'd', '}']
  expect(at(braces, 5, [{ line: 5, text: '}' }])).toBe(4)
  expect(
    at(braces, 2, [
      { line: 1, text: 'c' },
      { line: 2, text: '}' },
    ]),
  ).toBe(6)
})

it('says no line where nothing of it is left, and never one that is not there', () => {
  expect(
    at(numbered(5), 3, [
      { line: 3, text: 'gone' },
      { line: 4, text: '' },
    ]),
  ).toBeNull()
  expect(at(numbered(3), 9, shown(2))).toBe(4)
  expect(at(['line 9'], 3, shown(9))).toBe(1)
})
