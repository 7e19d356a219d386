import { expect, it } from 'vitest'
import type { FileDiff, Hunk } from '../../../src/core/diff/file-diff'
import { hunkPieces, isReadInParts } from '../../../src/renderer/src/highlight/hunk-pieces'

/** Three lines around one that was replaced, at every tenth line. */
function hunkAt(index: number): Hunk {
  const start = index * 10 + 1
  return {
    id: `h${index}`,
    oldStart: start,
    oldCount: 3,
    newStart: start,
    newCount: 3,
    shape: ' 1-1+1 1',
    text: `above ${index}\nold ${index}\nnew ${index}\nbelow ${index}`,
  }
}

const hunks = Array.from({ length: 2000 }, (_, index) => hunkAt(index))
const file: FileDiff = {
  path: 'src/large.ts',
  from: null,
  change: 'modified',
  oldMode: 0o100644,
  newMode: 0o100644,
  added: hunks.length,
  removed: hunks.length,
  body: { kind: 'text', hunks },
}
const ends = (pieces: ReturnType<typeof hunkPieces>) =>
  [pieces[0], pieces.at(-1)].map((piece) => piece?.text.split('\n')[0])

it('reads three thousand lines around the place that is read, a thousand of them above', () => {
  expect(isReadInParts(file)).toBe(true)
  const pieces = hunkPieces(file, 'new', { hunk: hunkOf(1000), at: 0 })
  // A hunk has four lines: 250 of them above the place, 500 from there on.
  expect(pieces).toHaveLength(750)
  expect(ends(pieces)).toEqual(['above 750', 'above 1499'])
  expect(pieces[250]).toEqual({ firstLine: 10_001, text: 'above 1000\nnew 1000\nbelow 1000' })
  expect(hunkPieces(file, 'old', { hunk: hunkOf(1000), at: 0 })[250]?.text).toBe('above 1000\nold 1000\nbelow 1000')
})

it('begins within a hunk where a thousand lines above end there', () => {
  const [first] = hunkPieces(file, 'new', { hunk: hunkOf(1000), at: 3 })
  expect(first).toEqual({ firstLine: 7503, text: 'below 750' })
})

it('reads from the start where nothing is above, and where the place is not in the diff', () => {
  for (const place of [null, { hunk: hunkOf(3), at: 1 }, { hunk: hunkAt(1000), at: 0 }])
    expect(ends(hunkPieces(file, 'new', place))).toEqual(['above 0', 'above 749'])
  expect(ends(hunkPieces(file, 'new', { hunk: hunkOf(1999), at: 0 }))).toEqual(['above 1749', 'above 1999'])
})

function hunkOf(index: number): Hunk {
  const hunk = hunks[index]
  if (hunk === undefined) throw new Error('no such hunk')
  return hunk
}
