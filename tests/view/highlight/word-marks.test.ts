import { expect, it } from 'vitest'
import type { FileDiff, Hunk } from '../../../src/core/diff/file-diff'
import { hunkLines } from '../../../src/core/diff/hunk-lines'
import { createWordMarks } from '../../../src/renderer/src/highlight/word-marks'
import { fileDiff } from '../support/file-diff'
import { createStillClock } from '../support/still-clock'

function bed() {
  const { clock, advance } = createStillClock()
  const later: (() => void)[] = []
  const marks = createWordMarks(clock, (fn) => later.push(fn))
  return {
    marks,
    advance,
    frames: () => later.length,
    paint: () => later.shift()?.(),
    shown: (hunk: Hunk) =>
      hunkLines(hunk).map(({ text }, at) =>
        (marks.of(hunk, at) ?? []).reduceRight(
          (line, { start, end }) => `${line.slice(0, start)}«${line.slice(start, end)}»${line.slice(end)}`,
          text,
        ),
      ),
    wantAll: (hunk: Hunk) => {
      for (const at of hunkLines(hunk).keys()) marks.want(hunk, at)
    },
  }
}

function hunkOf({ body }: FileDiff): Hunk {
  const hunk = body.kind === 'text' ? body.hunks[0] : undefined
  if (hunk === undefined) throw new Error('no hunk')
  return hunk
}

it('marks words after the lines are painted', () => {
  const { marks, paint, shown, wantAll } = bed()
  const hunk = hunkOf(fileDiff('a', [' same', '-let a = load(id)', '+let a = load(key)', '+more of it']))
  const told: number[] = []
  marks.subscribe(() => told.push(1))
  wantAll(hunk)
  expect(shown(hunk)).toEqual(['same', 'let a = load(id)', 'let a = load(key)', 'more of it'])
  paint()
  expect(shown(hunk)).toEqual(['same', 'let a = load(«id»)', 'let a = load(«key»)', 'more of it'])
  expect(told).toEqual([1])
})

it('keeps the marks of a line until its hunk is read anew', () => {
  const { paint, shown, wantAll } = bed()
  const before = hunkOf(fileDiff('a', ['-let a = load(id)', '+let a = load(key)']))
  wantAll(before)
  paint()
  const now = hunkOf(fileDiff('a', ['-let a = load(id)', '+let a = load(key)', '+let b = 1']))
  expect(shown(now)).toEqual(['let a = load(«id»)', 'let a = load(«key»)', 'let b = 1'])
  const edited = hunkOf(fileDiff('a', ['-let a = load(id)', '+let a = fetch(key)']))
  wantAll(edited)
  paint()
  expect(shown(edited)).toEqual(['let a = «load»(«id»)', 'let a = «fetch»(«key»)'])
})

it('takes the line ending of Windows for no word', () => {
  const { paint, shown, wantAll } = bed()
  const hunk = hunkOf(fileDiff('a', ['-return 1', '+return 1\r']))
  wantAll(hunk)
  paint()
  expect(shown(hunk)).toEqual(['return 1', 'return 1\r'])
})

it('gives each frame a few milliseconds, and goes on in the next', () => {
  const { clock, advance } = createStillClock()
  const later: (() => void)[] = []
  let now = clock.now()
  // Every look at the clock takes two milliseconds.
  const marks = createWordMarks({ ...clock, now: () => (now += 2) }, (fn) => later.push(fn))
  const patch = Array.from({ length: 12 }, (_, at) => [
    `-let a${at} = load(id)`,
    `+let a${at} = load(key)`,
    ' between',
  ]).flat()
  const hunk = hunkOf(fileDiff('a', patch))
  for (let at = 0; at < patch.length; at++) if (at % 3 < 2) marks.want(hunk, at)
  let frames = 0
  for (let next = later.shift(); next !== undefined; next = later.shift()) {
    frames++
    next()
  }
  advance(0)
  expect(frames).toBeGreaterThan(2)
  expect(patch.filter((_, at) => (marks.of(hunk, at)?.length ?? 0) > 0)).toHaveLength(24)
})

it('a rewrite of very many lines is paired line by line', () => {
  const { paint, shown, marks } = bed()
  const lines = (word: string) => Array.from({ length: 5000 }, (_, at) => `${word} of line ${at}`)
  const hunk = hunkOf(fileDiff('a', [...lines('-old'), ...lines('+new')]))
  marks.want(hunk, 4321)
  paint()
  expect(shown(hunk)[4321]).toBe('«old» of line 4321')
  expect(shown(hunk)[9321]).toBe('«new» of line 4321')
})
