import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hunkLines } from '../../../src/core/diff/hunk-lines'
import { err } from '../../../src/core/result'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import type { HunkReview } from '../../../src/core/review/review-view'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import { nextUnreviewed } from '../../../src/renderer/src/views/diff/review/next-unreviewed'
import type { FileReview } from '../../../src/core/review/file-review'
import { fileDiff } from '../support/file-diff'
import { attachPort } from '../support/live-diff'
import { show } from '../support/show'
import { nowMs, repoId, reviewView, sessionView, snapshotOf } from '../support/snapshot'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

const scope = { kind: 'since-baseline' } as const
const a = fileDiff('a.ts', [' one', '-two', '+zwei'])
const b = fileDiff('b.ts', ['+new'])

function idOf(file: FileDiff): string {
  return file.body.kind === 'text' ? (file.body.hunks[0]?.id ?? '') : ''
}
function reviewOf(file: FileDiff, review: HunkReview): FileReview {
  return { path: file.path, lines: review === 'unreviewed' ? 2 : 0, hunks: [{ id: idOf(file), review }] }
}

async function open(reviews: readonly FileReview[], view = reviewView({ unreviewedLines: 3 })) {
  const sessions = [sessionView()]
  const shown = await show(<DiffView repoId={repoId} />, snapshotOf({ sessions, reviews: { [repoId]: view } }))
  const { say } = attachPort()
  const from = { kind: 'checkpoint', id: '000001-aaaaaaaa', atMs: nowMs, reason: 'change' } as const
  await say({ type: 'scope', batch: 1, scope, from, to: { kind: 'disk' }, whitespace: 'exact', files: [a, b] })
  await screen.findByRole('region', { name: 'Diff of b.ts' })
  await say({ type: 'review', scope, files: reviews })
  const tell = (files: readonly FileReview[]) => say({ type: 'review', scope, files })
  const write = (file: FileDiff) => say({ type: 'delta', batch: 2, savedAtMs: nowMs, scope, changed: [file], gone: [] })
  const marks = () => shown.sent.filter((command) => command.type === 'review/mark' || command.type === 'review/undo')
  const button = (path: string) =>
    within(screen.getByRole('region', { name: `Diff of ${path}` })).getByRole('button', { name: 'Mark reviewed' })
  return { ...shown, tell, write, marks, button }
}
const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, ...more })
const mark = (path: string, hunkIds: readonly string[] | null, reviewed = true) => ({
  type: 'review/mark',
  repoId,
  id: expect.any(String),
  scope,
  whitespace: 'exact',
  path,
  hunkIds,
  reviewed,
  how: hunkIds === null ? 'file' : 'hunk',
})

it('marks the hunk that is read and goes to the next one, then takes both back', async () => {
  const { marks, button } = await open([reviewOf(a, 'unreviewed'), reviewOf(b, 'unreviewed')])
  expect(button('a.ts').getAttribute('aria-pressed')).toBe('false')
  press('r')
  await waitFor(() => expect(marks()).toEqual([mark('a.ts', [idOf(a)])]))
  press('r')
  await waitFor(() => expect(marks()).toHaveLength(2))
  expect(marks()[1]).toEqual(mark('b.ts', [idOf(b)]))
  press('z', { ctrlKey: true })
  press('z', { ctrlKey: true })
  await waitFor(() => expect(marks()).toHaveLength(4))
  const [first, second] = marks().map((command) => ('id' in command ? command.id : null))
  expect(marks().slice(2)).toEqual([
    { type: 'review/undo', repoId, id: second },
    { type: 'review/undo', repoId, id: first },
  ])
})

it('shows a mark, and takes it back when it is pressed again', async () => {
  const { tell, marks, button } = await open([reviewOf(a, 'unreviewed')])
  fireEvent.click(button('a.ts'))
  await tell([reviewOf(a, 'reviewed')])
  await waitFor(() => expect(button('a.ts').getAttribute('aria-pressed')).toBe('true'))
  expect(button('a.ts').textContent).toContain('Reviewed')
  fireEvent.click(button('a.ts'))
  await waitFor(() => expect(marks().at(-1)).toEqual(mark('a.ts', [idOf(a)], false)))
})

it.each([
  ['unreviewed', 'hunk unreviewed'],
  ['reviewed', 'hunk '],
] as const)('a hunk that was %s and is written again looks like "%s" until that is told', async (stood, looks) => {
  const { write, tell } = await open([reviewOf(a, stood)])
  const hunk = () => screen.getByRole('group', { name: 'Hunk 1 of 1, a.ts' })
  await waitFor(() => expect(hunk().className).toBe(`hunk ${stood}`))
  const again = fileDiff('a.ts', [' one', '-two', '+deux'])
  await write(again)
  await waitFor(() => expect(hunk().textContent).toContain('deux'))
  expect(hunk().className).toBe(looks)
  await tell([reviewOf(again, 'not-owed')])
  await waitFor(() => expect(hunk().className).toBe('hunk not-owed'))
})

it('marks a file with Shift+R, and never by scrolling', async () => {
  const { marks } = await open([reviewOf(a, 'unreviewed')])
  press(' ')
  press(' ', { shiftKey: true })
  expect(marks()).toEqual([])
  press('R', { shiftKey: true })
  await waitFor(() => expect(marks()).toEqual([mark('a.ts', null)]))
})

it('says kindly that a hunk changed, until the next mark', async () => {
  const { answerWith, button } = await open([reviewOf(a, 'unreviewed')])
  const message = 'This hunk changed meanwhile, so it was not marked.'
  answerWith(err({ code: 'hunk-changed', message, next: 'Read it again.' }))
  fireEvent.click(button('a.ts'))
  expect((await screen.findByRole('alert')).textContent).toBe(`${message} Read it again.`)
  expect(button('a.ts').getAttribute('aria-pressed')).toBe('false')
})

const uncounted = (files: number, apart = 0) => ({ files, apart, changes: [], folders: {} })

it.each([
  [reviewView({ unreviewedLines: 3 }), '3 lines unreviewed'],
  [reviewView({ reviewedLines: 14 }), 'All 14 lines reviewed'],
  [reviewView(), 'Nothing to review'],
  [
    reviewView({ unreviewedLines: 1, aside: { generated: 120, lock: 9, vendored: 0, moved: 0 } }),
    '1 line unreviewed · 120 generated and 9 lock lines apart',
  ],
  [reviewView({ uncounted: uncounted(1200) }), '1,200 files unreviewed, of a change too large to count'],
  [
    reviewView({ unreviewedLines: 18, reviewedLines: 2, uncounted: uncounted(1) }),
    '18 lines unreviewed, and 1 file of a change too large to count',
  ],
  [
    reviewView({ reviewedLines: 14, uncounted: uncounted(1200) }),
    'All 14 lines reviewed, but not 1,200 files of a change too large to count',
  ],
  [reviewView({ uncounted: uncounted(0, 900) }), 'Nothing to review · 900 files apart, too many to count'],
])('counts what is left to read', async (view, text) => {
  await open([], view)
  expect(screen.getAllByRole('status').map((status) => status.textContent)).toContain(text)
})

it('says that the review is not known before it is told', async () => {
  await show(<DiffView repoId={repoId} />, snapshotOf())
  expect(screen.getAllByRole('status').map((status) => status.textContent)).toContain('Review not known yet')
})

describe('a file that is chosen is the one that keys act on, also where nothing can be scrolled:', () => {
  // The test page would go as far as it is told to.
  beforeEach(() => void vi.spyOn(Element.prototype, 'scrollTop', 'set').mockImplementation(() => {}))
  const openBoth = () => open([reviewOf(a, 'unreviewed'), reviewOf(b, 'unreviewed')])
  const choices: readonly (readonly [string, () => void])[] = [
    ['by u', () => press('u')],
    ['in the list', () => fireEvent.click(inList('b.ts'))],
    ['by its letters', () => goToFile('b.ts')],
    ['by a match in its name', () => searchFor('b.ts')],
    ['by a match in its lines', () => searchFor('new')],
  ]
  const inList = (path: string) =>
    within(screen.getByRole('list', { name: 'Files' })).getByRole('button', { name: new RegExp(`^${path},`) })
  const goToFile = (letters: string) => {
    press('p', { ctrlKey: true })
    const field = screen.getByRole('combobox', { name: 'File' })
    fireEvent.change(field, { target: { value: letters } })
    fireEvent.keyDown(field, { key: 'Enter' })
  }
  const searchFor = (text: string) => {
    const field = screen.getByRole('searchbox', { name: 'Search' })
    fireEvent.change(field, { target: { value: text } })
    fireEvent.keyDown(field, { key: 'Enter' })
  }
  const hunk = (path: string) => screen.getByRole('group', { name: `Hunk 1 of 1, ${path}` })
  const aFrame = () => act(() => new Promise<void>((done) => requestAnimationFrame(() => done())))

  it.each(choices)('%s', async (_how, choose) => {
    const { marks } = await openBoth()
    choose()
    expect(hunk('b.ts').getAttribute('aria-current')).toBe('true')
    await aFrame()
    press('r')
    await waitFor(() => expect(marks()).toEqual([mark('b.ts', [idOf(b)])]))
  })

  it.each(choices)('%s, while a hunk of another one has the focus', async (_how, choose) => {
    const { marks } = await openBoth()
    act(() => hunk('a.ts').focus())
    choose()
    await aFrame()
    press('R', { shiftKey: true })
    await waitFor(() => expect(marks()).toEqual([mark('b.ts', null)]))
  })

  it('u goes on from it', async () => {
    const { marks } = await openBoth()
    press('u')
    press('u')
    press('u')
    press('R', { shiftKey: true })
    await waitFor(() => expect(marks()).toEqual([mark('b.ts', null)]))
  })

  it('also one that is folded', async () => {
    const { marks } = await openBoth()
    press('c')
    fireEvent.click(inList('a.ts'))
    press('R', { shiftKey: true })
    await waitFor(() => expect(marks()).toEqual([mark('a.ts', null)]))
  })
})

describe('the next unreviewed hunk', () => {
  const text = (path: string, count: number): FileDiff => {
    const one = fileDiff(path, ['+x'])
    const hunks = Array.from({ length: count }, (_, at) => ({ ...firstHunk(one), id: `${path}${at}` }))
    return { ...one, body: { kind: 'text', hunks } }
  }
  const firstHunk = (file: FileDiff) => {
    if (file.body.kind !== 'text' || file.body.hunks[0] === undefined) throw new Error('no hunk')
    expect(hunkLines(file.body.hunks[0])).toHaveLength(1)
    return file.body.hunks[0]
  }
  const files = [text('a', 2), fileDiff('b', [], { body: { kind: 'not-loaded' } }), text('c', 1)]
  const review = new Map<string, FileReview>([
    [
      'a',
      {
        path: 'a',
        lines: 2,
        hunks: [
          { id: 'a0', review: 'unreviewed' },
          { id: 'a1', review: 'unreviewed' },
        ],
      },
    ],
    ['c', { path: 'c', lines: 1, hunks: [{ id: 'c0', review: 'unreviewed' }] }],
  ])
  const next = (from: { path: string; hunkId: string | null } | null, pending = '', owing: readonly string[] = ['b']) =>
    nextUnreviewed({ files, review, owing: new Set(owing), isPending: (_, id) => id === pending }, from)

  it('is the next one below, in a file that is not loaded as well, and around', () => {
    expect(next(null)).toEqual({ path: 'a', hunkId: 'a0' })
    expect(next({ path: 'a', hunkId: 'a0' })).toEqual({ path: 'a', hunkId: 'a1' })
    expect(next({ path: 'a', hunkId: 'a1' })).toEqual({ path: 'b', hunkId: null })
    expect(next({ path: 'b', hunkId: null })).toEqual({ path: 'c', hunkId: 'c0' })
    expect(next({ path: 'c', hunkId: 'c0' })).toEqual({ path: 'a', hunkId: 'a0' })
  })

  it('leaves out what is read, what is just being marked, and files that owe nothing', () => {
    expect(next({ path: 'a', hunkId: 'a0' }, 'a1', [])).toEqual({ path: 'c', hunkId: 'c0' })
    expect(nextUnreviewed({ files, review: new Map(), owing: new Set(), isPending: () => false }, null)).toBeNull()
  })
})
