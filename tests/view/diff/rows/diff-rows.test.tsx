import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { FileDiff } from '../../../../src/core/diff/file-diff'
import type { Whitespace } from '../../../../src/core/diff/scope'
import { createDiffStore } from '../../../../src/renderer/src/stores/diff-store'
import { DiffContext } from '../../../../src/renderer/src/views/diff/diff-context'
import { DiffRows } from '../../../../src/renderer/src/views/diff/DiffRows'
import { createKeyRegistry } from '../../../../src/renderer/src/views/diff/key-registry'
import { createRowReader } from '../../../../src/renderer/src/views/diff/row-reader'
import { LayoutChoice } from '../../../../src/renderer/src/views/diff/rows/LayoutChoice'
import { useKeys } from '../../../../src/renderer/src/views/diff/use-keys'
import { createViewChoices } from '../../../../src/renderer/src/views/diff/view-choices'
import { fileDiff } from '../../support/file-diff'
import { show } from '../../support/show'
import { repoId, snapshotOf } from '../../support/snapshot'
import { numbered, textDiff } from '../../support/text-diff'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1200)
  localStorage.clear()
})

interface Given {
  readonly contents?: Readonly<Record<string, Uint8Array>>
}

/** The rows alone, with keys and the choice of a layout. */
async function rows(first: readonly FileDiff[], { contents = {} }: Given = {}) {
  const store = createDiffStore({ kind: 'uncommitted' }, window, (fn) => fn())
  const diff = {
    ...store,
    content: async (path: string, side: string) => contents[`${side} ${path}`] ?? null,
    setWhitespace: vi.fn<(whitespace: Whitespace) => void>(),
  }
  const [reader, keys] = [createRowReader(), createKeyRegistry()]
  const context = { repoId, diff, reader, keys, view: createViewChoices(repoId, localStorage) }
  const shown = createStore(() => ({ files: first }))
  function Window() {
    const { files } = useStore(shown)
    useKeys(keys)
    return (
      <DiffContext value={context}>
        <LayoutChoice />
        <DiffRows files={files} reader={reader} onLoad={() => {}} />
      </DiffContext>
    )
  }
  await show(<Window />, snapshotOf())
  return { ...context, update: (files: readonly FileDiff[]) => act(() => shown.setState({ files })) }
}

const lines = () => document.querySelectorAll('.line').length
const press = (key: string) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, shiftKey: /[A-Z]/.test(key) })
const lineOf = (text: string) =>
  [...document.querySelectorAll('.code')].find((code) => code.textContent === text)?.closest('.line')
const many = (changed: Readonly<Record<number, string>>) => textDiff('m', numbered(300), numbered(300, changed))
const hunks = () => screen.getAllByRole('group', { name: /^Hunk / }).map((hunk) => hunk.getAttribute('aria-label'))

describe('a page', () => {
  it.each([
    [
      '100,000 lines in one hunk',
      [
        fileDiff(
          'a',
          Array.from({ length: 100_000 }, (_, at) => `+line ${at}`),
        ),
      ],
    ],
    [
      '10,000 files',
      Array.from({ length: 10_000 }, (_, at) => fileDiff(`f${String(at).padStart(5, '0')}`, [' a', '-b', '+c'])),
    ],
  ])('of %s has at most 700 rows', { timeout: 30_000 }, async (_what, files) => {
    const { reader } = await rows(files)
    expect(lines()).toBeGreaterThan(20)
    expect(lines()).toBeLessThanOrEqual(700)
    const scroller = screen.getByRole('group', { name: 'Changed lines' })
    scroller.scrollTop = 500_000
    fireEvent.scroll(scroller)
    expect(lines()).toBeLessThanOrEqual(700)
    expect(reader.current()?.path).not.toBe('f00000')
  })

  it('keeps what was drawn of a line when another one changes', async () => {
    const { update } = await rows([many({ 50: 'a', 150: 'b' })])
    const before = lineOf('49')
    expect(before).toBeTruthy()
    update([many({ 50: 'a', 150: 'c' })])
    expect(lineOf('49')).toBe(before)
    expect(screen.getByText('c')).toBeTruthy()
  })
})

describe('hunks', () => {
  it('are groups that keys move through', async () => {
    const { reader } = await rows([fileDiff('a', ['+1']), many({ 50: 'a', 150: 'b', 250: 'c' })])
    expect(hunks()).toEqual(['Hunk 1 of 1, a', 'Hunk 1 of 3, m', 'Hunk 2 of 3, m', 'Hunk 3 of 3, m'])
    expect(reader.current()?.path).toBe('a')
    act(() => reader.nextHunk())
    act(() => reader.nextHunk())
    const second = screen.getByRole('group', { name: 'Hunk 2 of 3, m' })
    expect(document.activeElement).toBe(second)
    expect(second.getAttribute('aria-current')).toBe('true')
    expect(reader.current()?.hunkId).toBe(second.dataset['hunk'])
    act(() => reader.previousFile())
    expect(document.activeElement).toBe(screen.getByRole('group', { name: 'Hunk 1 of 1, a' }))
  })

  it('keep the focus while they are edited and others come', async () => {
    const { reader, update } = await rows([many({ 50: 'a', 150: 'b' })])
    act(() => reader.nextHunk())
    const focused = document.activeElement
    expect(focused?.getAttribute('aria-label')).toBe('Hunk 2 of 2, m')
    update([fileDiff('a', ['+1']), many({ 20: 'x', 50: 'a', 150: 'bb' })])
    expect(document.activeElement).toBe(focused)
    expect(focused?.getAttribute('aria-label')).toBe('Hunk 3 of 3, m')
  })

  it('give the focus to the one that keys act on when theirs goes, and take it from nothing else', async () => {
    const { reader, update } = await rows([many({ 50: 'a', 150: 'b' })])
    act(() => reader.nextHunk())
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Hunk 2 of 2, m')
    update([many({ 50: 'a' })])
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Hunk 1 of 1, m')
    const elsewhere = document.createElement('button')
    document.body.append(elsewhere)
    elsewhere.focus()
    update([many({ 150: 'b' })])
    expect(document.activeElement).toBe(elsewhere)
    elsewhere.remove()
  })

  it('show more of the lines around them', async () => {
    const contents = { 'old m': new TextEncoder().encode(numbered(300)) }
    await rows([many({ 50: 'a', 150: 'b' })], { contents })
    const first = () => within(screen.getByRole('group', { name: 'Hunk 1 of 2, m' }))
    expect(first().queryByText('46')).toBeNull()
    fireEvent.click(first().getByRole('button', { name: 'Show 10 more above' }))
    await waitFor(() => expect(first().getAllByText('37')).toHaveLength(3))
    press('e')
    await waitFor(() => expect(first().getAllByText('27')).toHaveLength(3))
    expect(first().getAllByText('63')).toHaveLength(3)
    press('E')
    await waitFor(() => expect(first().getAllByText('1')).toHaveLength(3))
    expect(first().queryByRole('button', { name: /^Show/ })).toBeNull()
  })
})

describe('files', () => {
  it('fold by their name and by key; generated ones are folded until somebody opens them', async () => {
    await rows([fileDiff('a', ['+one']), fileDiff('package-lock.json', ['+two'])])
    const name = (path: string) =>
      within(screen.getByRole('region', { name: `Diff of ${path}` })).getAllByRole('button')[0]
    expect([name('a'), name('package-lock.json')].map((button) => button?.getAttribute('aria-expanded'))).toEqual([
      'true',
      'false',
    ])
    fireEvent.click(name('package-lock.json') ?? document.body)
    expect(screen.getByText('two')).toBeTruthy()
    press('c')
    expect(screen.queryByText('one')).toBeNull()
    fireEvent.click(name('a') ?? document.body)
    expect(screen.getByText('one')).toBeTruthy()
  })

  it('show pictures before and after, and only what is one', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])
    const body = { kind: 'binary', oldBytes: 9, newBytes: 9 } as const
    await rows([fileDiff('a.png', [], { body }), fileDiff('b.gif', [], { body })], {
      contents: { 'old a.png': png, 'new a.png': png, 'old b.gif': png },
    })
    const images = await screen.findAllByRole('img', { name: /a\.png$/ })
    expect(images.map((image) => [image.getAttribute('alt'), image.getAttribute('src')?.slice(0, 5)])).toEqual([
      ['Before: a.png', 'blob:'],
      ['After: a.png', 'blob:'],
    ])
    expect(await screen.findByText('Its content is not what its name says.')).toBeTruthy()
    expect(await screen.findByText('It could not be read.')).toBeTruthy()
  })

  it('say of a picture that git LFS keeps how large it was', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])
    const body = { kind: 'binary', oldBytes: 12_000, newBytes: 14_000, oldIsLfs: true } as const
    const pointer = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1')
    await rows([fileDiff('a.png', [], { body })], { contents: { 'old a.png': pointer, 'new a.png': png } })
    expect(await screen.findByRole('img', { name: 'After: a.png' })).toBeTruthy()
    expect(screen.getByText('Kept in git LFS, not shown: 12 kB.')).toBeTruthy()
    expect(screen.getByText('LFS object, 12 kB → 14 kB')).toBeTruthy()
  })

  it('show a large picture, and say how large the side is that is larger still', async () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1])
    const larger = (oldBytes: number, newBytes: number) => ({ kind: 'too-large', oldBytes, newBytes }) as const
    await rows(
      [
        fileDiff('a.png', [], { body: larger(5_000_000, 12_000_000) }),
        fileDiff('b.png', [], { body: larger(11_000_000, 12_000_000) }),
      ],
      { contents: { 'old a.png': png, 'new a.png': png } },
    )
    expect(await screen.findByRole('img', { name: 'Before: a.png' })).toBeTruthy()
    expect(screen.getByText('Too large to show: 12 MB.')).toBeTruthy()
    expect(screen.queryByText(/5\.0 MB → 12 MB/)).toBeNull()
    expect(screen.getByText('Too large to show line by line: 11 MB → 12 MB.')).toBeTruthy()
  })
})

describe('lines', () => {
  it('stand side by side when that is chosen, and it is remembered', async () => {
    const { view } = await rows([fileDiff('a', [' one', '-two', '+zwei'])])
    const layout = within(screen.getByRole('radiogroup', { name: 'Layout' }))
    fireEvent.click(layout.getByRole('radio', { name: 'Split' }))
    const halves = [...document.querySelectorAll('.split-row')].map((row) =>
      [...row.querySelectorAll('.code')].map((code) => code.textContent),
    )
    expect(halves).toEqual([
      ['one', 'one'],
      ['two', 'zwei'],
    ])
    expect(createViewChoices(repoId, localStorage).lines.getState().layout).toBe('split')
    press('l')
    expect(view.lines.getState().layout).toBe('unified')
    press('w')
    expect(screen.getByRole('button', { name: 'Wrap lines' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('that are very long are cut, and shown in steps', async () => {
    await rows([fileDiff('a', [`+${'x'.repeat(5_000_000)}`])])
    const code = () => document.querySelector('.code')?.textContent.length ?? 0
    expect(code()).toBe(10_000)
    fireEvent.click(screen.getByRole('button', { name: 'show 50 kB more of 5.0 MB' }))
    expect(code()).toBe(60_000)
  })

  it('end as they end', async () => {
    await rows([fileDiff('a', [' one', '+two\r'])])
    expect(screen.getByText('CRLF').closest('.line')?.textContent).toContain('two')
  })
})

it('white space is ignored on request', async () => {
  const { diff } = await rows([fileDiff('a', ['+x'])])
  fireEvent.click(screen.getByRole('button', { name: 'White space' }))
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Ignored in amount' }))
  expect(diff.setWhitespace).toHaveBeenCalledWith('ignore-amount')
})

it.each(['unified', 'split'] as const)(
  'says which number is which, and what became of a line, in the %s layout',
  async (layout) => {
    const { view } = await rows([fileDiff('a', ['+zero', ' one', '-two', '+zwei'])])
    act(() => view.lines.setState({ layout }))
    const heard = (text: string) => {
      const line = lineOf(text)
      if (!(line instanceof HTMLElement)) throw new Error(`no line ${text}`)
      const numbers = within(line).queryAllByRole('note')
      const signs = within(line).queryAllByRole('img')
      return [
        ...numbers.map((number) => `${number.getAttribute('aria-label')} ${number.textContent}`),
        ...signs.map((sign) => sign.getAttribute('aria-label')),
      ]
    }
    expect(heard('zero')).toEqual(['new line 1', 'added'])
    expect(heard('two')).toEqual(['old line 2', 'removed'])
    expect(heard('zwei')).toEqual(['new line 3', 'added'])
    expect(heard('one')).toEqual(layout === 'unified' ? ['old line 1', 'new line 2'] : ['old line 1'])
    expect(screen.getAllByRole('note', { name: 'new line' }).map((number) => number.textContent)).toEqual([
      '1',
      '2',
      '3',
    ])
  },
)

it('hears of a line that is pushed down by its number alone', async () => {
  const { update } = await rows([fileDiff('a', [' one', '+zwei'])])
  const number = () => lineOf('one')?.querySelectorAll('.line-number')[1]
  const before = number()
  const said: string[] = []
  if (before === undefined) throw new Error('no number')
  const watch = new MutationObserver((changes) => said.push(...changes.map(({ attributeName }) => attributeName ?? '')))
  watch.observe(before, { attributes: true })
  update([fileDiff('a', ['+zero', ' one', '+zwei'])])
  await act(async () => {})
  watch.disconnect()
  expect(number()).toBe(before)
  expect(before.textContent).toBe('2')
  expect(said).toEqual([])
})
