import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import { fileAt, hunkAt, pageHeight } from '../../../../src/renderer/src/views/diff/rows/page-layout'
import { rowAt, topOfRow, unevenHeights } from '../../../../src/renderer/src/views/diff/rows/row-heights'
import { nameOfRow, rowOfName, splitRow, unifiedLine } from '../../../../src/renderer/src/views/diff/rows/row-lines'
import { fileDiff } from '../../support/file-diff'
import { rowPages, split, unified } from '../../support/row-page'
import { createRandom } from '../../../support/random'
import { numbered, textDiff } from '../../support/text-diff'

const noText = () => ''

/** Every so many lines one is another. */
const spread = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [at * 20 + 11, `other ${at}`]))

function hunksOf({ body }: FileDiff) {
  if (body.kind !== 'text') throw new Error('no text')
  return body.hunks
}

describe('the rows of a page', () => {
  it('lie below each other: header of the file 36 px, of a hunk 28, a line 20, the foot 28', () => {
    const files = [fileDiff('a', [' 1', '-2', '+zwei', ' 3']), textDiff('b', numbered(100), numbered(100, { 50: 'x' }))]
    const page = rowPages()(files)
    expect([...page.tops]).toEqual([0, 36 + 28 + 4 * 20, 36 + 28 + 80 + 36 + 28 + 8 * 20 + 28])
    expect(pageHeight(page)).toBe(page.tops[2])
    expect([fileAt(page, 0), fileAt(page, 143), fileAt(page, 144), fileAt(page, 1e6)]).toEqual([0, 0, 1, 1])
    const second = page.files[1]
    expect(second === undefined ? null : [hunkAt(second, 10), hunkAt(second, 36), second.hunk(0)?.top]).toEqual([
      -1, 0, 36,
    ])
  })

  it('are laid out again only for files that changed', () => {
    const pages = rowPages()
    const [a, b] = [fileDiff('a', ['+x']), fileDiff('b', ['+y'])]
    const before = pages([a, b])
    const after = pages([a, fileDiff('b', ['+z'])])
    expect(after.files[0]).toBe(before.files[0])
    expect(after.files[1]).not.toBe(before.files[1])
    expect(pages([a, b], split).files[0]).not.toBe(before.files[0])
  })

  it.each([1, 2, 3])('are where a layout from the start has them, whatever was edited (seed %i)', (seed) => {
    const random = createRandom(seed)
    const pick = (below: number) => Math.floor(random() * below)
    const pages = rowPages()
    let hunks = hunksOf(textDiff('a', numbered(900), numbered(900, spread(40))))
    const others = hunksOf(textDiff('a', numbered(900), numbered(900, { ...spread(40), 13: 'x', 14: 'y', 500: 'z' })))
    for (let round = 0; round < 60; round++) {
      const file = fileDiff('a', [], { body: { kind: 'text', hunks } })
      // Now and then the layout before is one of another style, of a folded file, or of one with a line more around it.
      if (pick(6) === 0) pages([{ ...file }], split)
      if (pick(6) === 0) pages([{ ...file }], unified, { folded: true })
      if (pick(6) === 0) pages([{ ...file }], unified, { ranges: [{ start: 1, end: 9 }], oldLines: 900 })
      const [got, wanted] = [pages([file]), rowPages()([file])]
      expect([...(got.files[0]?.tops ?? [])]).toEqual([...(wanted.files[0]?.tops ?? [])])
      expect(got.files[0]?.height).toBe(wanted.files[0]?.height)
      expect(got.files[0]?.hunk(hunks.length - 1)).toEqual(wanted.files[0]?.hunk(hunks.length - 1))
      const added = others.slice(pick(others.length)).slice(0, pick(3))
      hunks = pick(8) === 0 ? [...added] : hunks.toSpliced(pick(hunks.length + 1), pick(3), ...added)
    }
  })

  it('say in words what has no lines, and fold to a header', () => {
    const binary = fileDiff('a', [], { body: { kind: 'binary', oldBytes: 1, newBytes: 2 } })
    expect(rowPages()([binary]).files[0]).toMatchObject({ height: 72, notes: [{ kind: 'words' }] })
    expect(rowPages(unified, { folded: true })([fileDiff('a', ['+x'])]).files[0]).toMatchObject({ height: 36 })
  })

  it('are looked up one by one in a hunk of 100,000 lines', () => {
    const page = rowPages()([
      fileDiff(
        'a',
        Array.from({ length: 100_000 }, (_, at) => `+line ${at}`),
      ),
    ])
    const hunk = page.files[0]?.hunk(0)
    if (hunk === undefined) throw new Error('no hunk')
    expect(hunk.rows.count).toBe(100_000)
    expect(rowAt(hunk.rows, 50_000 * 20 + 7)).toBe(50_000)
    expect(unifiedLine(hunk, 50_000, noText)).toMatchObject({
      at: 50_000,
      line: { text: 'line 50000', newLine: 50_001 },
    })
  })
})

describe('wrapped rows', () => {
  it('are as high as their lines, and as was measured where that was otherwise', () => {
    const heights = unevenHeights(4, 20, (at) => at + 1, new Map([[1, 50]]))
    expect([0, 1, 2, 3, 4].map((at) => topOfRow(heights, at))).toEqual([0, 20, 70, 130, 210])
    expect([0, 19, 20, 69, 70, 209, 500].map((y) => rowAt(heights, y))).toEqual([0, 0, 1, 1, 2, 3, 3])
  })

  it('are counted by columns', () => {
    const page = rowPages({ ...unified, wrapAfter: 10 })([fileDiff('a', [`+${'x'.repeat(25)}`, '+\tab', '+short'])])
    expect([...(page.files[0]?.hunk(0)?.rows.tops ?? [])]).toEqual([0, 60, 80, 100])
  })
})

describe('names of rows', () => {
  const names = (file: FileDiff, style = unified) => {
    const hunk = rowPages(style)([file]).files[0]?.hunk(0)
    if (hunk === undefined) throw new Error('no hunk')
    return Array.from({ length: hunk.rows.count }, (_, row) => {
      const name = nameOfRow(hunk, row)
      expect(rowOfName(hunk, name)).toBe(row)
      return name.plus === 0 ? String(name.old) : `${name.old}+${name.plus}`
    })
  }

  it('are those of the old side, so that a line added above renames none below', () => {
    expect(names(fileDiff('a', [' one', '-two', '+zwei', ' three']))).toEqual(['1', '2', '2+1', '3'])
    expect(names(fileDiff('a', ['+zero', ' one', '-two', '+zwei', '+zwei b', ' three']))).toEqual([
      '0+1',
      '1',
      '2',
      '2+1',
      '2+2',
      '3',
    ])
  })

  it('are those of the left side where lines stand beside each other', () => {
    expect(names(fileDiff('a', [' one', '-two', '-three', '+zwei', ' four', '+five']), split)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '4+1',
    ])
  })
})

describe('the split layout', () => {
  const rows = (patch: readonly string[]) => {
    const hunk = rowPages(split)([fileDiff('a', patch)]).files[0]?.hunk(0)
    if (hunk === undefined) throw new Error('no hunk')
    return Array.from({ length: hunk.rows.count }, (_, row) => {
      const { old, new: now } = splitRow(hunk, row, noText)
      return [old?.line.text ?? null, now?.line.text ?? null]
    })
  }

  it('puts the lines beside each other that became each other', () => {
    expect(rows([' a', '-const total = 1', '-gone entirely', '+const total = 2', ' z'])).toEqual([
      ['a', 'a'],
      ['const total = 1', 'const total = 2'],
      ['gone entirely', null],
      ['z', 'z'],
    ])
  })

  it('fills both sides where lines have no partner', () => {
    expect(rows(['-alpha beta', '+9876543', '+1234567'])).toEqual([
      ['alpha beta', '9876543'],
      [null, '1234567'],
    ])
  })

  it('puts a very large rewrite side by side as it comes', () => {
    const lines = Array.from({ length: 1000 }, (_, at) => at)
    const all = rows([...lines.map((at) => `-old ${at}`), ...lines.slice(0, 900).map((at) => `+new ${at}`)])
    expect(all).toHaveLength(1000)
    expect(all[500]).toEqual(['old 500', 'new 500'])
    expect(all[950]).toEqual(['old 950', null])
  })
})
