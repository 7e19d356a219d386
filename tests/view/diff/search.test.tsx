import { fireEvent, screen, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import { createDiffStore } from '../../../src/renderer/src/stores/diff-store'
import { DiffContext } from '../../../src/renderer/src/views/diff/diff-context'
import { createKeyRegistry } from '../../../src/renderer/src/views/diff/key-registry'
import { KeepOnTop } from '../../../src/renderer/src/views/diff/KeepOnTop'
import { FileRail } from '../../../src/renderer/src/views/diff/rail/FileRail'
import { FolderLimit } from '../../../src/renderer/src/views/diff/rail/FolderLimit'
import { createRowReader } from '../../../src/renderer/src/views/diff/row-reader'
import { SearchBox } from '../../../src/renderer/src/views/diff/search/SearchBox'
import { SearchProvider } from '../../../src/renderer/src/views/diff/search/SearchProvider'
import { createSearch } from '../../../src/renderer/src/views/diff/search/search-store'
import { useKeys } from '../../../src/renderer/src/views/diff/use-keys'
import { createViewChoices } from '../../../src/renderer/src/views/diff/view-choices'
import { fileDiff } from '../support/file-diff'
import { show } from '../support/show'
import { repoId, reviewView, snapshotOf } from '../support/snapshot'
import { createStillClock } from '../support/still-clock'

beforeEach(() => {
  vi.spyOn(Element.prototype, 'scrollIntoView').mockReturnValue(undefined)
})

const files = [
  fileDiff('packages/api/login.test.ts', ['+test']),
  fileDiff('packages/api/login.ts', [' const login = 1', '-old', '+new Login(login)']),
  fileDiff('packages/web/page.tsx', ['+x', '+y'], { from: 'packages/web/old.tsx', change: 'renamed' }),
]

/** A live diff that shows these files, and what its rows are asked for. */
async function open(shown: readonly FileDiff[], children: ReactNode, snapshot = snapshotOf()) {
  const diff = createDiffStore({ kind: 'uncommitted' }, window, (fn) => fn())
  const now = { kind: 'disk' } as const
  diff.store.setState({ live: { kind: 'diff', from: now, to: now, whitespace: 'exact', files: shown } })
  const reader = createRowReader()
  const went: string[] = []
  reader.attach({
    goToFile: (path) => went.push(path),
    goToHunk: (path) => went.push(path),
    goToLine: (path, _hunk, at) => went.push(`${path}:${at}`),
    current: () => null,
    step: () => {},
  })
  const keys = createKeyRegistry()
  const view = createViewChoices(repoId, { getItem: () => null, setItem: () => {} })
  const Listening = () => {
    useKeys(keys)
    return null
  }
  const bed = await show(
    <DiffContext value={{ repoId, diff, reader, keys, view }}>
      <Listening />
      <SearchProvider>{children}</SearchProvider>
    </DiffContext>,
    snapshot,
  )
  return { ...bed, went, diff }
}

it('finds text in names, changed lines and context, and goes from one to the next', async () => {
  const { went, advance } = await open(files, <SearchBox />)
  fireEvent.keyDown(document.body, { key: '/' })
  const box = screen.getByRole('searchbox', { name: 'Search' })
  fireEvent.change(box, { target: { value: 'login' } })
  advance(0)
  expect(screen.getByRole('status').textContent).toBe('5 matches')
  expect(went).toEqual([])
  fireEvent.keyDown(box, { key: 'Enter' })
  fireEvent.keyDown(box, { key: 'Enter' })
  expect(screen.getByRole('status').textContent).toBe('2 of 5')
  fireEvent.keyDown(box, { key: 'F3' })
  fireEvent.keyDown(document.body, { key: 'F3', shiftKey: true })
  expect(went).toEqual([
    'packages/api/login.test.ts',
    'packages/api/login.ts',
    'packages/api/login.ts:0',
    'packages/api/login.ts',
  ])
  fireEvent.keyDown(box, { key: 'Escape' })
  expect(screen.queryByRole('status')).toBeNull()
})

it('says which files it could not look into, and loads them on demand', async () => {
  const unloaded = fileDiff('b.ts', [], { body: { kind: 'not-loaded' } })
  const { diff, advance } = await open([fileDiff('a.ts', ['+one']), unloaded], <SearchBox />)
  const load = vi.spyOn(diff, 'load').mockReturnValue(undefined)
  fireEvent.change(screen.getByRole('searchbox', { name: 'Search' }), { target: { value: 'one' } })
  advance(0)
  expect(screen.getByRole('status').textContent).toBe('1 matchnot searched: 1 file')
  fireEvent.click(screen.getByRole('button', { name: 'not searched: 1 file' }))
  expect(load).toHaveBeenCalledWith(['b.ts'])
})

it('can be for whole words', async () => {
  const { advance } = await open([fileDiff('a.ts', ['+id userId'])], <SearchBox />)
  fireEvent.change(screen.getByRole('searchbox', { name: 'Search' }), { target: { value: 'id' } })
  advance(0)
  expect(screen.getByRole('status').textContent).toBe('2 matches')
  fireEvent.click(screen.getByRole('button', { name: 'Whole words' }))
  advance(0)
  expect(screen.getByRole('status').textContent).toBe('1 match')
})

it('looks through 100,000 lines a slice at a time, and keeps its place when a file changes', () => {
  const { clock, advance } = createStillClock()
  let now = 0
  // Every look at the clock is 5 ms later, so a slice holds a step or two.
  const search = createSearch(clock, () => (now += 5))
  const long = fileDiff(
    'b.ts',
    Array.from({ length: 100_000 }, (_, at) => `+line ${at} ${at % 1000 === 7 ? 'needle' : 'and some more text'}`),
  )
  search.setFiles([fileDiff('a.ts', ['+needle']), long])
  search.setQuery({ text: 'needle', words: false })
  expect(search.store.getState()).toMatchObject({ searching: true, found: [] })
  advance(0)
  expect(search.store.getState().searching).toBe(false)
  expect(now).toBeGreaterThan(60)
  expect(search.store.getState().found).toHaveLength(101)
  search.step(1, 'b.ts')
  const second = search.step(1, 'b.ts')
  expect(second).toMatchObject({ path: 'b.ts', at: 1007 })
  search.setFiles([fileDiff('a.ts', ['+needle needle']), long])
  advance(0)
  expect(search.store.getState()).toMatchObject({ searching: false, current: second })
  expect(search.store.getState().found).toHaveLength(102)
})

it('goes to a file by some of its letters', async () => {
  const { went } = await open(files, null)
  fireEvent.keyDown(document.body, { key: 'p', ctrlKey: true })
  const field = screen.getByRole('combobox', { name: 'File' })
  expect(screen.getAllByRole('option')).toHaveLength(3)
  fireEvent.change(field, { target: { value: 'webpage' } })
  expect(screen.getByRole('option', { selected: true }).textContent).toContain('packages/web/page.tsx')
  fireEvent.change(field, { target: { value: 'login' } })
  fireEvent.keyDown(field, { key: 'ArrowDown' })
  const chosen = screen.getByRole('option', { selected: true })
  expect(field.getAttribute('aria-activedescendant')).toBe(chosen.id)
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(went).toEqual(['packages/api/login.test.ts'])
  expect(screen.queryByRole('combobox')).toBeNull()
})

const rail = <FileRail files={files} allFiles={files} session={null} />
const list = () => within(screen.getByRole('list', { name: 'Files' }))
const names = () =>
  list()
    .getAllByRole('button')
    .map((button) => button.textContent)

it('lists files with their letters, counts and former names, and folds tests', async () => {
  const { went } = await open(files, rail)
  expect(names()).toEqual([
    'Mpackages/api/login.ts+1 −1',
    'Rpackages/web/page.tsxwas packages/web/old.tsx+2 ',
    '▸Tests · 1 file+1 ',
  ])
  const tests = list().getByRole('button', { name: /^Tests/ })
  expect(tests.getAttribute('aria-expanded')).toBe('false')
  fireEvent.click(tests)
  fireEvent.click(list().getByRole('button', { name: /login\.test\.ts/ }))
  expect(went).toEqual(['packages/api/login.test.ts'])
})

it('filters and sorts files by keyboard', async () => {
  const { went } = await open(files, rail)
  fireEvent.keyDown(document.body, { key: 'f' })
  const filter = screen.getByRole('textbox', { name: 'Filter files' })
  fireEvent.change(filter, { target: { value: 'api test' } })
  expect(names()).toEqual(['▾Tests · 1 file+1 ', 'Mpackages/api/login.test.ts+1 '])
  fireEvent.keyDown(filter, { key: 'Enter' })
  expect(went).toEqual(['packages/api/login.test.ts'])
  fireEvent.change(filter, { target: { value: 'nothing' } })
  expect(list().getByText('No file has “nothing” in its name')).toBeTruthy()
  fireEvent.keyDown(filter, { key: 'Escape' })
  expect(names()).toHaveLength(3)
  fireEvent.click(screen.getByRole('button', { name: 'Sort files' }))
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Largest first' }))
  expect(names()[0]).toContain('login.ts')
})

it('says of which files the lines are not counted, and puts no number on them in the order by size', async () => {
  const unread = (path: string) => fileDiff(path, [], { body: { kind: 'not-loaded' } })
  const some = [
    unread('a.ts'),
    fileDiff('b.ts', ['+1', '-2']),
    fileDiff('c/one.test.ts', ['+1']),
    unread('c/two.test.ts'),
  ]
  await open(some, <FileRail files={some} allFiles={some} session={null} />)
  expect(list().getByRole('button', { name: 'a.ts, modified, lines not counted' }).title).toBe(
    'a.ts, lines not counted',
  )
  expect(names()).toEqual(['Ma.ts', 'Mb.ts+1 −1', '▸Tests · 2 files+1 −0 in 1 of them'])
  expect(list().queryByText('Not counted · 1 file')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Sort files' }))
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Largest first' }))
  expect(
    list()
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual(['Mb.ts+1 −1', 'Not counted · 1 file', 'Ma.ts', '▸Tests · 2 files+1 −0 in 1 of them'])
})

it('says of a group of which nothing is counted that it is not', async () => {
  const some = [fileDiff('a.ts', ['+1']), fileDiff('b.test.ts', [], { body: { kind: 'not-loaded' } })]
  await open(some, <FileRail files={some} allFiles={some} session={null} />)
  expect(names()[1]).toBe('▸Tests · 1 filelines not counted')
})

it('says what is unreviewed, and goes from one such file to the next', async () => {
  const review = reviewView({
    unreviewedLines: 4,
    files: [
      { path: 'packages/api/login.ts', lines: 1 },
      { path: 'packages/web/page.tsx', lines: 3 },
    ],
  })
  const { went } = await open(files, rail, snapshotOf({ reviews: { [repoId]: review } }))
  expect(list().getByRole('button', { name: 'packages/api/login.ts, modified, +1 −1, 1 unreviewed' })).toBeTruthy()
  expect(names().slice(0, 2)).toEqual([
    'Mpackages/api/login.ts+1 −11',
    'Rpackages/web/page.tsxwas packages/web/old.tsx+2 3',
  ])
  fireEvent.keyDown(document.body, { key: 'u' })
  fireEvent.keyDown(document.body, { key: 'U', shiftKey: true })
  expect(went).toEqual(['packages/api/login.ts', 'packages/web/page.tsx'])
})

it('keeps the focus on a file when the list changes its order', async () => {
  await open(files, rail)
  const button = list().getByRole('button', { name: /page\.tsx/ })
  button.focus()
  fireEvent.keyDown(button, { key: 'ArrowUp' })
  expect(document.activeElement?.textContent).toContain('login.ts')
})

it('has a bounded number of rows for 10,000 files', async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => fileDiff(`src/file-${String(at).padStart(5, '0')}.ts`, ['+x']))
  await open(many, <FileRail files={many} allFiles={many} session={null} />)
  expect(list().getAllByRole('button').length).toBeLessThan(400)
  expect(list().getAllByRole('listitem')[0]?.getAttribute('aria-setsize')).toBe('10000')
})

it('limits the window to a folder, says so, and back', async () => {
  const { sent, push } = await open(
    files,
    <>
      <FolderLimit />
      {rail}
    </>,
  )
  fireEvent.click(screen.getByRole('button', { name: 'Show only a folder' }))
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Only packages/api' }))
  const change = { key: 'diffFolder', repoId, value: 'packages/api' }
  expect(sent).toEqual([{ type: 'settings/set', change }])
  const snapshot = snapshotOf()
  push({ ...snapshot, settings: { ...snapshot.settings, diffFolders: { [repoId]: 'packages/api' } } })
  expect(screen.getByText('Only packages/api')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Whole repository' }))
  expect(sent.at(-1)).toEqual({ type: 'settings/set', change: { ...change, value: null } })
})

it('can be kept on top', async () => {
  const { sent, push } = await open(files, <KeepOnTop />)
  fireEvent.keyDown(document.body, { key: 't' })
  expect(sent).toEqual([{ type: 'window/keep-on-top', repoId, on: true }])
  push(snapshotOf({ onTop: [repoId] }))
  const toggle = screen.getByRole('button', { name: 'Always on top' })
  expect(toggle.getAttribute('aria-pressed')).toBe('true')
  fireEvent.click(toggle)
  expect(sent.at(-1)).toEqual({ type: 'window/keep-on-top', repoId, on: false })
})
