import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import { unifiedLine } from '../../../../src/renderer/src/views/diff/rows/row-lines'
import { hunkAt, type PageLayout } from '../../../../src/renderer/src/views/diff/rows/page-layout'
import { createPageScroll } from '../../../../src/renderer/src/views/diff/rows/page-scroll'
import { coveredPx, readingPlace } from '../../../../src/renderer/src/views/diff/rows/reading-place'
import { rowAt } from '../../../../src/renderer/src/views/diff/rows/row-heights'
import { fileDiff } from '../../support/file-diff'
import { rowPages, split, unified } from '../../support/row-page'
import { numbered, textDiff } from '../../support/text-diff'

/** The text right below the headers that stay at the top, and how far it is scrolled under them. */
function read(page: PageLayout, top: number): string {
  const place = readingPlace(page, top)
  if (place === null) return 'nothing'
  if (place.hunk === null) return place.path
  if (place.row === null) return `${place.path} header`
  return `${place.path} ${place.row.text || place.row.old} ${coveredPx(16) - place.offset}`
}

const many = (changed: Readonly<Record<number, string>>, more = '') =>
  textDiff('m', numbered(300), more + numbered(300, changed))
const base = { 50: 'fifty', 150: 'hundred fifty', 250: 'two hundred fifty' }
const at = (page: PageLayout, hunk: number, row: number) =>
  (page.tops[page.files.findIndex(({ file }) => file.path === 'm')] ?? 0) +
  (page.files.find(({ file }) => file.path === 'm')?.hunk(hunk)?.top ?? 0) +
  28 +
  row * 20 -
  coveredPx(16) +
  5

describe.each([
  ['unified', unified],
  ['split', split],
])('what is read stays where it is in the %s layout', (_name, style) => {
  const after = (before: readonly FileDiff[], now: readonly FileDiff[], then = style) => {
    const pages = rowPages(style)
    const scroll = createPageScroll()
    const first = pages(before)
    const top = at(first, 1, 2)
    scroll.stands(first, top)
    const next = pages(now, then)
    return { was: read(first, top), is: read(next, scroll.topIn(next)), moved: scroll.topIn(next) - top }
  }

  it('when nothing above it changes', () => {
    const { was, is, moved } = after([many(base)], [many({ ...base, 250: 'other' })])
    expect([is, moved]).toEqual([was, 0])
  })

  it.each<[string, readonly FileDiff[]]>([
    ['a file above comes', [fileDiff('a', ['+1', '+2']), many(base)]],
    ['a hunk above comes', [many({ ...base, 20: 'twenty' })]],
    ['a hunk above goes', [many({ 150: base[150], 250: base[250] })]],
    ['a hunk above grows', [many({ ...base, 51: 'x', 52: 'y', 53: 'z' })]],
    ['lines are added at the very top', [many(base, 'new\nnew\n')]],
    ['the hunk itself is edited below', [many({ ...base, 151: 'next' })]],
  ])('when %s', (_what, now) => {
    const { was, is } = after([many(base)], now)
    expect(is).toBe(was)
  })

  it('when a file above goes', () => {
    const { was, is } = after([fileDiff('a', ['+1', '+2']), many(base)], [many(base)])
    expect(is).toBe(was)
  })

  it('when the other layout is chosen', () => {
    const { was, is } = after([many(base)], [many(base)], style === unified ? split : unified)
    expect(is).toBe(was)
  })

  it('on what comes next when it is gone', () => {
    const without = many({ 50: base[50], 250: base[250] })
    expect(after([many(base)], [without]).is).toMatch(/^m/)
    expect(after([many(base)], [fileDiff('z', ['+1', '+2', '+3'])]).is).toMatch(/^z/)
    expect(after([many(base)], []).is).toBe('nothing')
  })
})

it('finds an added line by its text where others are added before it', () => {
  const lines = Array.from({ length: 400 }, (_, index) => `+line ${index}`)
  const pages = rowPages()
  const scroll = createPageScroll()
  const first = pages([fileDiff('m', lines)])
  const top = at(first, 0, 200)
  scroll.stands(first, top)
  const next = pages([fileDiff('m', ['+one', '+two', '+three', ...lines])])
  expect(scroll.topIn(next) - top).toBe(60)
  const file = next.files[0]
  const hunk = file?.hunk(hunkAt(file, 100))
  if (hunk === undefined) throw new Error('no hunk')
  const row = rowAt(hunk.rows, scroll.topIn(next) + coveredPx(16) - hunk.top - hunk.headPx)
  expect(unifiedLine(hunk, row, () => '')?.line.text).toBe('line 200')
})

it('lines that appear above a hunk push it down', () => {
  const pages = rowPages()
  const scroll = createPageScroll()
  const first = pages([many(base)])
  const top = at(first, 1, 2)
  scroll.stands(first, top)
  scroll.holdAbove('m', first.files[0]?.hunk(1)?.before ?? { start: 0, end: 0, shift: 0 }, 'above')
  const next = pages([many(base)], unified, { ranges: [{ start: 137, end: 147 }] })
  const hunk = next.files[0]?.hunk(1)
  expect(hunk?.before).toMatchObject({ above: 10, hidden: 83 })
  // Right below the header of the file.
  expect((hunk?.top ?? 0) - scroll.topIn(next)).toBe(36)
})
