import { expect, it } from 'vitest'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import { hunkLines } from '../../../src/core/diff/hunk-lines'
import { type FileOfScope, findEditedRenames } from '../../../src/core/diff/edited-renames'
import { findMoved } from '../../../src/core/diff/moved-lines'
import { createMovedHints } from '../../../src/renderer/src/highlight/moved-hints'
import type { FoundMoves } from '../../../src/renderer/src/highlight/moved-worker'
import { fileDiff } from '../support/file-diff'
import { createStillClock } from '../support/still-clock'

const block = ['function total(items) {', '  return items.length', '}']
const taken = fileDiff('a.ts', [' first', ...block.map((line) => `-${line}`)])
const put = fileDiff('b.ts', [...block.map((line) => `+${line}`), ' last'])

function bed() {
  const { clock, advance } = createStillClock()
  const asked: (readonly FileOfScope[])[] = []
  let found: (moves: FoundMoves) => void = () => {}
  const hints = createMovedHints((given) => {
    found = given
    return { look: (files) => asked.push(files), stop: () => {} }
  }, clock)
  return {
    hints,
    asked,
    rest: () => advance(200),
    answer: () => {
      const files = asked.at(-1) ?? []
      found({ blocks: findMoved(files).blocks, renames: findEditedRenames(files) })
    },
    said: (file: FileDiff) =>
      file.body.kind === 'text'
        ? file.body.hunks.flatMap(hunkLines).map((line) => hints.of(file.path, line)?.text ?? null)
        : [],
  }
}

it('says where lines went and came from, and where a block begins', () => {
  const { hints, rest, answer, said } = bed()
  hints.show([taken, put])
  rest()
  expect(said(taken)).toEqual([null, null, null, null])
  answer()
  expect(said(taken)).toEqual([null, 'moved to b.ts:1', 'moved to b.ts:2', 'moved to b.ts:3'])
  expect(said(put)).toEqual(['moved from a.ts:2', 'moved from a.ts:3', 'moved from a.ts:4', null])
  const lines = put.body.kind === 'text' ? put.body.hunks.flatMap(hunkLines) : []
  expect(lines.map((line) => hints.of('b.ts', line)?.first ?? null)).toEqual([true, false, false, null])
})

it('looks again after a moment of rest, and says nothing old of a file that changed', () => {
  const { hints, asked, rest, answer, said } = bed()
  hints.show([taken, put])
  rest()
  answer()
  const edited = fileDiff('b.ts', ['+new', ...block.map((line) => `+${line}`), ' last'])
  hints.show([taken, edited])
  expect(said(edited)).toEqual([null, null, null, null, null])
  expect(said(taken)[1]).toBe('moved to b.ts:1')
  expect(asked).toHaveLength(1)
  rest()
  answer()
  expect(asked).toHaveLength(2)
  expect(said(edited)[1]).toBe('moved from a.ts:2')
})

it('has one question on its way, and then asks for the newest', () => {
  const { hints, asked, rest, answer } = bed()
  hints.show([taken, put])
  rest()
  hints.show([taken])
  rest()
  hints.show([put, taken])
  rest()
  expect(asked).toHaveLength(1)
  answer()
  rest()
  expect(asked.map((files) => files.map(({ path }) => path))).toEqual([
    ['a.ts', 'b.ts'],
    ['b.ts', 'a.ts'],
  ])
})

it('asks nothing where nothing was removed, or everything is new', () => {
  const { hints, asked, rest } = bed()
  hints.show([put])
  rest()
  hints.show([taken, { ...put, added: 50_000 }])
  rest()
  const many = Array.from({ length: 6 }, (_, at) => fileDiff(`f${at}`, ['+x'], { added: 4000 }))
  hints.show([taken, put, ...many])
  rest()
  expect(asked).toEqual([])
})

it('says what moved beside a very long file', () => {
  const { hints, rest, answer, said } = bed()
  hints.show([taken, put, fileDiff('data.json', ['+x'], { added: 100_000 })])
  rest()
  answer()
  expect(said(put)[0]).toBe('moved from a.ts:2')
})

it('names both halves of a file that was renamed and edited, and keeps them while nothing else is known', () => {
  const { hints, rest, answer } = bed()
  const old = fileDiff('old.ts', [...block.map((line) => `-${line}`), '-// gone'], { change: 'deleted', newMode: null })
  const now = fileDiff('new.ts', [...block.map((line) => `+${line}`), '+// else'], { change: 'added', oldMode: null })
  hints.show([now, old])
  expect(hints.file('new.ts')).toBeNull()
  rest()
  answer()
  const half = hints.file('new.ts')
  expect(half).toEqual({ side: 'from', path: 'old.ts', percent: 85 })
  expect(hints.file('old.ts')).toEqual({ side: 'to', path: 'new.ts', percent: 85 })
  hints.show([now, old, fileDiff('b.ts', ['+x'])])
  rest()
  answer()
  expect(hints.file('new.ts')).toBe(half)
  hints.show([now])
  rest()
  expect(hints.file('new.ts')).toBeNull()
})
