import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type TextRange, wordDiff } from '../../../../src/core/diff/word-diff'
import { wordTokens } from '../../../../src/core/diff/word-tokens'
import { decodeGolden, encodeGolden, goldenCases } from '../../../support/golden-text'
import { createRandom } from '../../../support/random'

const folder = new URL('../../../fixtures/word-diff/', import.meta.url)

/** A case as its golden file has it: the marked words between « and », or "no marks". */
function golden(old: string, now: string): readonly string[] {
  const diff = wordDiff(old, now)
  if (diff === null) return [`- ${encodeGolden(old)}`, `+ ${encodeGolden(now)}`, 'no marks']
  return [`- ${encodeGolden(marked(old, diff.old))}`, `+ ${encodeGolden(marked(now, diff.new))}`]
}

function marked(line: string, ranges: readonly TextRange[]): string {
  return ranges
    .toReversed()
    .reduce((text, { start, end }) => `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`, line)
}

function sideOf(lines: readonly string[], sign: '-' | '+'): string {
  const line = lines.find((text) => text.startsWith(sign)) ?? ''
  return decodeGolden(line.slice(2)).replaceAll(/[«»]/g, '')
}

describe.each(readdirSync(folder).toSorted())('%s', (file) => {
  const cases = goldenCases(readFileSync(new URL(file, folder), 'utf8'))
  it.each(cases)('$name', ({ lines }) => {
    expect(golden(sideOf(lines, '-'), sideOf(lines, '+'))).toEqual(lines)
  })
})

it('marks one word of a long line', () => {
  const line = (word: string) =>
    `${'const value = call(argument); '.repeat(60)}${word}${' // and more of it'.repeat(60)}`
  const old = line('before')
  const now = line('after')
  const start = 30 * 60
  expect(wordDiff(old, now)).toEqual({ old: [{ start, end: start + 6 }], new: [{ start, end: start + 5 }] })
})

it('gives no marks where a line is too long or a rewrite too wide, and takes no time over it', () => {
  const random = createRandom(1)
  const wide = () => Array.from({ length: 1000 }, () => String.fromCharCode(97 + random() * 26)).join('+')
  expect(wordDiff(wide(), wide())).toBeNull()
  expect(wordDiff('x '.repeat(1_000_000), 'y '.repeat(1_000_000))).toBeNull()
})

it('what is not marked is the same on both sides, for any two lines', () => {
  const random = createRandom(7)
  const words = [
    'a',
    'foo',
    'barBaz',
    '(',
    ')',
    ' ',
    '  ',
    '\t',
    ',',
    '世',
    '界',
    'e\u0301',
    '👍🏻',
    '\u200b',
    '\ud800',
    "'",
  ]
  const line = () => Array.from({ length: random() * 20 }, () => words[Math.floor(random() * words.length)]).join('')
  const kept = (text: string, ranges: readonly TextRange[]) =>
    ranges.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
  let marks = 0
  for (let round = 0; round < 3000; round++) {
    const [old, now] = [line(), line()]
    expect(wordTokens(old).join('')).toBe(old)
    const diff = wordDiff(old, now)
    if (diff === null) continue
    marks++
    for (const [text, ranges] of [
      [old, diff.old],
      [now, diff.new],
    ] as const) {
      let last = -1
      for (const { start, end } of ranges) {
        expect(start).toBeGreaterThan(last)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        last = end
      }
    }
    const visible = (text: string) => text.replaceAll(/\s+/g, '')
    expect(visible(kept(old, diff.old))).toBe(visible(kept(now, diff.new)))
  }
  expect(marks).toBeGreaterThan(300)
})
