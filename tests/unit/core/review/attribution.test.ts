import { describe, expect, it } from 'vitest'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { type Attribution, carryOver, untouched } from '../../../../src/core/review/attribution'
import { type Edit, editsOfHunks, mapBoundary, mapRange } from '../../../../src/core/review/edits'
import { markRegion, marksIn, runsIn } from '../../../../src/core/review/marks'
import { owedLines } from '../../../../src/core/review/owed'
import { hunkShapes, presentHunk, reviewHunk } from '../../../../src/core/review/review-hunk'
import { createRandom } from '../../../support/random'

const encode = (lines: readonly string[]) => new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))

function hunksOf(before: readonly string[], now: readonly string[]) {
  const diff = diffLines('f', encode(before), encode(now))
  if (diff.kind !== 'hunks') throw new Error('too large')
  return diff.hunks
}
const editsOf = (before: readonly string[], now: readonly string[]) => editsOfHunks(hunksOf(before, now))

/** Each line as its history. */
function spelled({ lines, gaps }: Attribution): { readonly lines: string; readonly gaps: readonly string[] } {
  return {
    lines: lines
      .map(({ count, key, mark }) => `${key}${mark === 0 ? '' : `m${mark}`} `.repeat(count))
      .join('')
      .trim(),
    gaps: gaps.map(({ at, key, mark }) => `${at}:${key}${mark === 0 ? '' : `m${mark}`}`),
  }
}
const edit = (oldAt: number, oldCount: number, newAt: number, newCount: number): Edit => ({
  oldAt,
  oldCount,
  newAt,
  newCount,
})

describe('carryOver', () => {
  const marked = markRegion(
    carryOver(untouched(6), [edit(2, 1, 2, 2)], 1),
    { lines: [{ at: 2, count: 2 }], gaps: [2] },
    9,
  )

  it('starts from two new lines in place of one, which are read', () => {
    expect(spelled(marked)).toEqual({ lines: '0 0 1m9 1m9 0 0 0', gaps: ['2:1m9'] })
  })

  it.each([
    ['lines above move it', edit(0, 0, 0, 1), '2 0 0 1m9 1m9 0 0 0', ['3:1m9']],
    ['lines right below do not touch it', edit(4, 0, 4, 1), '0 0 1m9 1m9 2 0 0 0', ['2:1m9']],
    ['a line far below is taken out', edit(6, 1, 6, 0), '0 0 1m9 1m9 0 0', ['2:1m9', '6:2']],
    ['one of its lines is written again', edit(3, 1, 3, 1), '0 0 1 2 0 0 0', ['2:1', '3:2']],
    ['one of its lines is taken out', edit(2, 1, 2, 0), '0 0 1 0 0 0', ['2:2']],
    ['a line is put between its lines', edit(3, 0, 3, 1), '0 0 1 2 1 0 0 0', ['2:1']],
    ['the line above it is taken out with what was missing there', edit(1, 1, 1, 0), '0 1 1 0 0 0', ['1:2']],
    ['all of it goes', edit(0, 7, 0, 0), '', ['0:2']],
  ])('when %s', (_, change, lines, gaps) => {
    expect(spelled(carryOver(marked, [change], 2))).toEqual({ lines, gaps })
  })

  it('clears the mark of the hunk that is touched and of no other', () => {
    const two = markRegion(
      markRegion(untouched(20), { lines: [{ at: 3, count: 2 }], gaps: [] }, 1),
      {
        lines: [
          { at: 10, count: 1 },
          { at: 12, count: 1 },
        ],
        gaps: [],
      },
      2,
    )
    const next = carryOver(two, [edit(0, 0, 0, 2), edit(11, 1, 13, 1)], 5)
    expect(runsIn(next, { at: 5, count: 2 })).toEqual([{ count: 2, key: 0, mark: 1 }])
    expect(marksIn(next, { lines: [{ at: 0, count: 22 }], gaps: [] })).toEqual(new Set([1]))
  })
})

describe('edits', () => {
  it.each([
    [
      { at: 0, count: 10 },
      [
        { at: 0, count: 2 },
        { at: 5, count: 3 },
        { at: 9, count: 3 },
      ],
    ],
    [{ at: 3, count: 1 }, []],
    [{ at: 4, count: 2 }, [{ at: 5, count: 2 }]],
  ])('lead a range to where its lines are', (range, kept) => {
    const edits = [edit(2, 2, 2, 3), edit(7, 0, 8, 1)]
    expect(mapRange(edits, range)).toEqual(kept)
  })

  it('lead a boundary to where it is, unless lines beside it were edited', () => {
    const edits = [edit(2, 2, 2, 3), edit(7, 0, 8, 1)]
    expect([0, 1, 2, 3, 4, 5, 7, 8].map((at) => mapBoundary(edits, at))).toEqual([0, 1, null, null, null, 6, 8, 10])
  })
})

/** Changes some lines of a text whose lines are all different, so that what happened to each is beyond doubt. */
function rewrite(lines: readonly string[], next: () => number, name: () => string): readonly string[] {
  const out: string[] = []
  for (const line of lines) {
    const dice = next()
    if (dice < 0.05) continue
    if (dice < 0.1) out.push(name())
    else out.push(line)
    if (dice > 0.95) out.push(name(), name())
  }
  return out
}

describe('random edits, one upon the other', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('seed %i: every line knows who wrote it', (seed) => {
    const next = createRandom(seed)
    let count = 0
    const name = () => `line ${++count}`
    const base = Array.from({ length: 60 }, name)
    const writer = new Map<string, number>()
    const read = new Set<string>()
    let text: readonly string[] = base
    let attribution = untouched(base.length)
    let mark = 0
    for (let key = 1; key <= 12; key++) {
      const before = text
      text = rewrite(before, next, name)
      for (const line of text) if (!before.includes(line)) writer.set(line, key)
      attribution = carryOver(attribution, editsOf(before, text), key)

      const runs = runsIn(attribution, { at: 0, count: text.length })
      const keys = runs.flatMap(({ count: size, key: by }) => Array.from({ length: size }, () => by))
      expect(keys).toEqual(text.map((line) => writer.get(line) ?? 0))
      // What is still marked was marked, and nobody wrote to it since.
      const marks = runs.flatMap(({ count: size, mark: id }) => Array.from({ length: size }, () => id !== 0))
      expect(text.filter((line, at) => marks[at] && !read.has(line))).toEqual([])

      // Odd changes are Codex's, even ones are yours: what is owed is what of Codex's differs from the base.
      const isOwed = (by: number) => by % 2 === 1
      const owed = owedLines(attribution, editsOf(base, text), isOwed)
      const added = text.filter((line, at) => isOwed(writer.get(line) ?? 0) && !marks[at]).length
      const removed = base.filter((line) => !text.includes(line)).length
      const unread = [...owed.unread.values()].reduce((sum, lines) => sum + lines, 0)
      expect(unread).toBeGreaterThanOrEqual(added)
      expect(unread).toBeLessThanOrEqual(added + removed)

      const body = { kind: 'text', hunks: hunksOf(base, text) } as const
      const file = {
        path: 'f',
        from: null,
        change: 'modified',
        oldMode: null,
        newMode: null,
        added: 0,
        removed: 0,
        body,
      }
      const shapes = hunkShapes({ ...file, change: 'modified' })
      let inHunks = 0
      for (const shape of shapes) {
        const { review, lines } = reviewHunk(presentHunk(shape, []), attribution, isOwed)
        inHunks += lines
        if (next() > 0.4 || review === 'later') continue
        mark++
        const region = presentHunk(shape, [])
        attribution = markRegion(attribution, region, mark)
        for (const { at, count: size } of region.lines) for (const line of text.slice(at, at + size)) read.add(line)
        expect(reviewHunk(region, attribution, isOwed)).toEqual({ review: 'reviewed', lines: 0 })
      }
      expect(inHunks).toBeLessThanOrEqual(unread)
    }
    // With every hunk read nothing is owed, whatever came before.
    for (const shape of hunkShapes({
      path: 'f',
      from: null,
      change: 'modified',
      oldMode: null,
      newMode: null,
      added: 0,
      removed: 0,
      body: { kind: 'text', hunks: hunksOf(base, text) },
    }))
      attribution = markRegion(attribution, presentHunk(shape, []), ++mark)
    expect([...owedLines(attribution, editsOf(base, text), () => true).unread.values()]).toEqual([])
  })
})

it('owes nothing that cannot be read, also where lines are equal', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = createRandom(seed)
    const word = () => ['}', '', 'a', 'b', 'return'][Math.floor(next() * 5)] ?? ''
    const base = Array.from({ length: 50 }, word)
    let text: readonly string[] = base
    let attribution = untouched(base.length)
    for (let key = 1; key <= 8; key++) {
      const before = text
      text = rewrite(before, next, word)
      attribution = carryOver(attribution, editsOf(before, text), key)
    }
    const hunks = hunksOf(base, text)
    const edits = editsOfHunks(hunks)
    const changed = edits.reduce((sum, { oldCount, newCount }) => sum + oldCount + newCount, 0)
    const { unread } = owedLines(attribution, edits, (key) => key !== 0)
    const total = [...unread.values()].reduce((sum, lines) => sum + lines, 0)
    expect(total).toBeLessThanOrEqual(changed)
    for (const [at, { oldCount, newAt, newCount }] of edits.entries())
      attribution = markRegion(
        attribution,
        { lines: newCount === 0 ? [] : [{ at: newAt, count: newCount }], gaps: oldCount === 0 ? [] : [newAt] },
        at + 1,
      )
    expect([...owedLines(attribution, edits, (key) => key !== 0).unread]).toEqual([])
  }
})
