import { describe, expect, it } from 'vitest'
import { gapAt, shownContext, withRange } from '../../../../src/renderer/src/views/diff/rows/context-gaps'
import { createContextLines } from '../../../../src/renderer/src/views/diff/rows/context-lines'
import { splitRow, unifiedLine } from '../../../../src/renderer/src/views/diff/rows/row-lines'
import { textLines } from '../../../../src/renderer/src/views/diff/rows/text-lines'
import { rowPages, split, unified } from '../../support/row-page'
import { numbered, textDiff } from '../../support/text-diff'

const file = textDiff('a', numbered(100), `new\n${numbered(100, { 20: 'x', 60: 'y' })}`)
const hunks = file.body.kind === 'text' ? file.body.hunks : []

describe('gaps', () => {
  it('lie before, between and after hunks, and know by how much the new side is ahead', () => {
    expect([0, 1, 2, 3].map((at) => gapAt(hunks, at, null))).toEqual([
      { start: 1, end: 1, shift: 0 },
      { start: 4, end: 17, shift: 1 },
      { start: 24, end: 57, shift: 1 },
      { start: 64, end: null, shift: 1 },
    ])
    expect(gapAt(hunks, 3, 100)).toEqual({ start: 64, end: 101, shift: 1 })
  })

  it('end with the file where a hunk has less context than git shows', () => {
    const { body } = textDiff('a', numbered(10), numbered(10, { 9: 'x' }))
    expect(body.kind === 'text' ? gapAt(body.hunks, 1, null) : null).toEqual({ start: 11, end: 11, shift: 0 })
  })

  it('show what touches one of their ends', () => {
    const gap = { start: 10, end: 40, shift: 0 }
    expect(shownContext(gap, [], false)).toEqual({ below: 0, above: 0, hidden: 30 })
    expect(
      shownContext(
        gap,
        [
          { start: 10, end: 15 },
          { start: 30, end: 40 },
        ],
        false,
      ),
    ).toEqual({
      below: 5,
      above: 10,
      hidden: 15,
    })
    expect(shownContext(gap, [{ start: 1, end: 90 }], false)).toEqual({ below: 30, above: 0, hidden: 0 })
    expect(shownContext(gap, [{ start: 20, end: 25 }], false)).toEqual({ below: 0, above: 0, hidden: 30 })
  })

  it('join ranges that touch', () => {
    const ranges = withRange(withRange([], { start: 10, end: 20 }), { start: 40, end: 50 })
    expect(withRange(ranges, { start: 20, end: 40 })).toEqual([{ start: 10, end: 50 }])
    expect(withRange(ranges, { start: 1, end: 1 })).toBe(ranges)
  })
})

describe('lines around hunks', () => {
  it.each([unified, split])('are rows of the hunk, with the numbers of both sides', (style) => {
    const page = rowPages(style, {
      ranges: [
        { start: 4, end: 6 },
        { start: 14, end: 17 },
      ],
      oldText: (line) => `t${line}`,
    })([file])
    const [first, second] = [page.files[0]?.hunk(0), page.files[0]?.hunk(1)]
    if (first === undefined || second === undefined) throw new Error('no hunks')
    const row = (hunk: typeof first, at: number) =>
      style === unified ? unifiedLine(hunk, at, (line) => `t${line}`) : splitRow(hunk, at, (line) => `t${line}`).new
    expect(row(second, 0)).toEqual({
      at: null,
      line: { kind: 'context', text: 't14', oldLine: 14, newLine: 15, noNewline: false },
    })
    expect(row(second, 3)).toMatchObject({ at: 0, line: { text: '17', oldLine: 17, newLine: 18 } })
    expect(row(first, first.rows.count - 1)).toMatchObject({ line: { text: 't5', oldLine: 5, newLine: 6 } })
    expect(second.before).toMatchObject({ below: 2, above: 3, hidden: 8 })
  })

  it('are asked for once, and grow by each press', async () => {
    const asked: string[] = []
    const shown: string[] = []
    const context = createContextLines(
      async (path) => {
        asked.push(path)
        return new TextEncoder().encode(numbered(100))
      },
      (_path, _gap, side) => shown.push(side),
    )
    const show = async (side: 'above' | 'below', count: number | 'all', at: number) => {
      const gap = gapAt(hunks, at, context.store.getState().texts.get('a')?.count ?? null)
      const ranges = context.store.getState().ranges.get('a') ?? []
      context.show('a', { ...gap, ...shownContext(gap, ranges, at === 0) }, side, count)
      await expect.poll(() => context.store.getState().ranges.get('a')).not.toEqual(ranges)
      return context.store.getState().ranges.get('a')
    }
    expect(await show('above', 10, 2)).toEqual([{ start: 47, end: 57 }])
    expect(await show('above', 10, 2)).toEqual([{ start: 37, end: 57 }])
    expect(await show('below', 10, 3)).toEqual([
      { start: 37, end: 57 },
      { start: 64, end: 74 },
    ])
    expect(await show('below', 'all', 3)).toEqual([
      { start: 37, end: 57 },
      { start: 64, end: 101 },
    ])
    expect(asked).toEqual(['a'])
    expect(shown).toEqual(['above', 'above', 'below', 'below'])
  })

  it('say when a file cannot be read', async () => {
    const context = createContextLines(
      async () => null,
      () => {},
    )
    context.show('a', { start: 1, end: 5, shift: 0, above: 0, below: 0, hidden: 4 }, 'above', 'all')
    await expect.poll(() => context.store.getState().unreadable.has('a')).toBe(true)
    expect(context.store.getState().ranges.size).toBe(0)
  })
})

it('reads the lines of a text by their numbers', () => {
  const lines = textLines(new TextEncoder().encode('one\ntwo\r\n\nfour'))
  expect([lines.count, ...[0, 1, 2, 3, 4, 5].map(lines.at)]).toEqual([4, '', 'one', 'two\r', '', 'four', ''])
  expect(textLines(new TextEncoder().encode('one\n')).count).toBe(1)
  expect(textLines(new Uint8Array()).count).toBe(0)
})
