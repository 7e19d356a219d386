import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import type { DiffMessage } from '../../../src/shared/diff-contract'
import { fileDiff } from '../support/file-diff'
import { attachPort } from '../support/live-diff'
import { show } from '../support/show'
import { changeView, nowMs, repoId, reviewView, sessionView, snapshotOf } from '../support/snapshot'

// The test page lays nothing out; rows are drawn only into a window that has a height.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

const live = snapshotOf({ sessions: [sessionView({ unreviewedLines: 9 })] })
const scope = { kind: 'since-baseline' } as const

function whole(files: Extract<DiffMessage, { type: 'scope' }>['files'], batch = 1): DiffMessage {
  const from = { kind: 'checkpoint', id: '000001-aaaaaaaa', atMs: nowMs, reason: 'change' } as const
  return { type: 'scope', batch, scope, from, to: { kind: 'disk' }, whitespace: 'exact', files }
}

/** The window with a port as main hands it over. */
async function open(snapshot: AppSnapshot) {
  const shown = await show(<DiffView repoId={repoId} />, snapshot)
  return { ...shown, attach: attachPort }
}

it('asks for its port, shows the baseline’s differences and acknowledges them', async () => {
  const { sent, attach } = await open(live)
  expect(sent).toEqual([{ type: 'diff/attach', repoId }])
  expect(document.title).toBe('Live diff — acme-api')
  const { requests, say } = attach()
  await waitFor(() => expect(requests).toEqual([{ type: 'show', scope, whitespace: 'exact' }]))
  await say(whole([fileDiff('src/a.ts', [' one', '-two', '+zwei'])]))
  const region = await screen.findByRole('region', { name: 'Diff of src/a.ts' })
  expect(region.textContent).toContain('−two')
  expect(region.textContent).toContain('+zwei')
  expect(within(screen.getByRole('list', { name: 'Files' })).getByRole('listitem').textContent).toContain('+1 −1')
  expect(screen.getByText('Checkpoint 12:06:00 (4f2c1a9) → now').parentElement?.textContent).toMatch(
    /^Checkpoint 12:06:00 \(4f2c1a9\) → now · 1 file · \+1 −1/,
  )
  await waitFor(() => expect(requests).toContainEqual({ type: 'painted', batch: 1 }))
})

it('says of how many files the lines are counted while not all are read', async () => {
  const { attach } = await open(live)
  const { say } = attach()
  const unread = (path: string) => fileDiff(path, [], { body: { kind: 'not-loaded' } })
  await say(whole([fileDiff('a', ['+1', '+2']), unread('b'), unread('c')]))
  const summary = (await screen.findByText('+2', { selector: '.diff-summary *' })).closest('.diff-summary')
  expect(summary?.textContent).toContain('3 files · +2 −0 in 1 of them')
  await say({
    type: 'delta',
    batch: 2,
    scope,
    changed: [fileDiff('b', ['+1']), fileDiff('c', ['-1'])],
    gone: [],
    savedAtMs: 1,
  })
  await waitFor(() => expect(summary?.textContent).toContain('3 files · +3 −1'))
  expect(summary?.textContent).not.toContain('of them')
})

it('says that no line is counted while no file is read', async () => {
  const { attach } = await open(live)
  const { say } = attach()
  await say(whole(['b', 'c'].map((path) => fileDiff(path, [], { body: { kind: 'not-loaded' } }))))
  const summary = (await screen.findByText('lines not counted', { selector: '.diff-summary *' })).parentElement
  expect(summary?.textContent).toMatch(/2 files · lines not counted$/)
})

it('leaves a mark when a change is painted', async () => {
  const { attach } = await open(live)
  const { say } = attach()
  await say(whole([fileDiff('a', ['+1'])]))
  await say({ type: 'delta', batch: 2, scope, changed: [fileDiff('a', ['+2'])], gone: [], savedAtMs: 1234 })
  await waitFor(() =>
    expect(performance.getEntriesByName('firebreak:painted').at(-1)).toMatchObject({
      detail: { batch: 2, savedAtMs: 1234 },
    }),
  )
})

it('goes on with another port after the repo process was restarted', async () => {
  const { attach } = await open(live)
  attach()
  const second = attach()
  await waitFor(() => expect(second.requests).toEqual([{ type: 'show', scope, whitespace: 'exact' }]))
  await second.say(whole([fileDiff('b', ['+x'])]))
  expect(await screen.findByRole('region', { name: 'Diff of b' })).toBeTruthy()
})

it('names hidden characters', async () => {
  const { attach } = await open(live)
  await attach().say(whole([fileDiff('a', ['+admin\u202e'])]))
  expect((await screen.findByRole('region', { name: 'Diff of a' })).textContent).toContain('adminRLO U+202E')
  expect(screen.getByText('hidden characters')).toBeTruthy()
})

it('names letters that look like others', async () => {
  const { attach } = await open(live)
  await attach().say(whole([fileDiff('a', ['+const \u0430ccess = 1'])]))
  const badge = await screen.findByTitle('Looks like a, but is another character')
  expect(badge.textContent).toBe('Cyrillic а U+0430')
  expect(screen.getByText('look-alike letters')).toBeTruthy()
})

it('asks for bodies that are on the screen and not loaded', async () => {
  const { attach } = await open(live)
  const { requests, say } = attach()
  await say(whole([fileDiff('a', [], { body: { kind: 'not-loaded' } })]))
  await waitFor(() => expect(requests).toContainEqual({ type: 'load', paths: ['a'] }))
})

describe('scopes', () => {
  const scopes = () => within(screen.getByRole('radiogroup', { name: 'Scope' }))
  const checked = () => scopes().getByRole<HTMLInputElement>('radio', { checked: true })

  it('begin with uncommitted work where there is no session, and with the baseline once there is one', async () => {
    const { attach, push } = await open(snapshotOf())
    const { requests } = attach()
    await waitFor(() =>
      expect(requests).toEqual([{ type: 'show', scope: { kind: 'uncommitted' }, whitespace: 'exact' }]),
    )
    push(live)
    await waitFor(() => expect(requests.at(-1)).toEqual({ type: 'show', scope, whitespace: 'exact' }))
  })

  it('keep what somebody chose', async () => {
    const { push } = await open(snapshotOf())
    fireEvent.click(scopes().getByRole('radio', { name: 'Last change' }))
    push(live)
    expect(checked().getAttribute('aria-label')).toBe('Last change')
  })

  it('can be one change of the timeline', async () => {
    const changes = [changeView(), changeView({ number: 2, writer: 'outside' })]
    const { attach } = await open(snapshotOf({ sessions: [sessionView({ changes })] }))
    const { requests } = attach()
    const list = within(screen.getByRole('list', { name: 'Changes' }))
    expect(list.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringMatching(/^Change 2 · Your edits, 1 file/),
      expect.stringMatching(/^Change 1.*Codex patch/),
    ])
    expect(screen.getByText('4f2c1a9').closest('li')?.textContent).toMatch(/^Baseline 4f2c1a9/)
    fireEvent.click(list.getByRole('button', { name: /^Change 1,/ }))
    expect(checked().getAttribute('aria-label')).toBe('Change 1')
    await waitFor(() =>
      expect(requests.at(-1)).toEqual({ type: 'show', scope: { kind: 'change', number: 1 }, whitespace: 'exact' }),
    )
  })

  it('have keys', async () => {
    await open(live)
    fireEvent.keyDown(window, { key: '3' })
    expect(checked().getAttribute('aria-label')).toBe('Uncommitted')
    fireEvent.keyDown(window, { key: '1', ctrlKey: true })
    expect(checked().getAttribute('aria-label')).toBe('Uncommitted')
  })
})

it('groups changes above the prompt that led to them', async () => {
  const turns = [{ turnId: 't1', prompt: 'fix the login', startedAtMs: nowMs, endedAtMs: null }]
  const changes = [1, 2].map((number) => changeView({ number, turnId: 't1' }))
  await open(snapshotOf({ sessions: [sessionView({ changes, turns })] }))
  const list = screen.getByRole('list', { name: 'Changes' })
  expect([...list.children].map((entry) => entry.textContent?.slice(0, 8))).toEqual([
    'Change 2',
    'Change 1',
    '“fix the',
    'Baseline',
  ])
  const items = within(list).getAllByRole('listitem')
  expect(items.map((item) => item.textContent?.slice(0, 8))).toEqual(['Change 2', 'Change 1'])
})

it('lists the changes of the session that is recorded, of which a newer one may run beside', async () => {
  const newer = sessionView({ id: 'session-2', startedAtMs: nowMs })
  const older = sessionView({ changes: [changeView()] })
  const { push } = await open(snapshotOf({ sessions: [newer, older], compared: { [repoId]: older.id } }))
  const list = () => screen.getByRole('list', { name: 'Changes' }).textContent
  expect(list()).toMatch(/^Change 1/)
  push(snapshotOf({ sessions: [newer, older], compared: { [repoId]: newer.id } }))
  expect(list()).toMatch(/^No change yet/)
})

it('says of a change whose lines nobody counted that they are not known', async () => {
  const none = { added: 0, removed: 0 }
  const files = ['a', 'b', 'c'].map((path) => ({ path, writer: 'codex-command', added: null, removed: null }) as const)
  const changes = [
    changeView({ number: 1, ...none, uncounted: 1204, files, beyond: { count: 1201, writers: [], inFolder: null } }),
    changeView({ number: 2, ...none, uncounted: 3, files, writer: 'outside' }),
    changeView({ number: 3, added: 4, removed: 2, uncounted: 1, files }),
    changeView({ number: 4, ...none, files: [], headMove: 'you committed a1b2c3', writer: 'git' }),
  ]
  await open(snapshotOf({ sessions: [sessionView({ changes })] }))
  const list = within(screen.getByRole('list', { name: 'Changes' }))
  const entry = (number: number) => list.getByRole('button', { name: new RegExp(`^Change ${number},`) })
  expect(entry(1).textContent).toMatch(/1,204 files, Codex patchlines not counted$/)
  expect(entry(1).getAttribute('aria-label')).toMatch(/1,204 files, Codex patch, lines not counted$/)
  expect(entry(2).getAttribute('aria-label')).toMatch(/Your edits, 3 files, lines not counted$/)
  expect(entry(3).textContent).toMatch(/3 files, .*\+4 −2 in 2 of them$/)
  expect(entry(3).getAttribute('aria-label')).toMatch(/\+4 −2 in 2 of them$/)
  expect(entry(4).getAttribute('aria-label')).toMatch(/you committed a1b2c3, \+0 −0$/)
})

it('says of a change that it is a restore', async () => {
  const changes = [changeView({ writer: 'outside', restored: 'Restored to 12:04' })]
  await open(snapshotOf({ sessions: [sessionView({ changes })] }))
  const list = within(screen.getByRole('list', { name: 'Changes' }))
  expect(list.getAllByRole('listitem')[0]?.textContent).toMatch(/^Change 1 · Restored to 12:04, 1 file/)
  expect(list.getByRole('button', { name: /^Change 1, .*:00, Restored to 12:04, 1 file/ })).toBeTruthy()
})

it.each([
  ['no session is on', snapshotOf(), 'Changes show up here once a session is on.'],
  ['none was written', live, 'No change yet'],
])('counts no change while %s', async (_when, snapshot, words) => {
  await open(snapshot)
  const list = within(screen.getByRole('list', { name: 'Changes' }))
  expect(list.getByText(words)).toBeTruthy()
  expect(list.queryAllByRole('listitem')).toEqual([])
})

it('says how much is left to read', async () => {
  const { push } = await open(live)
  const said = () => screen.getByRole('status').textContent
  expect(said()).toBe('Review not known yet')
  const owing = {
    ...live,
    reviews: { [repoId]: reviewView({ unreviewedLines: 9, files: [{ path: 'api/a.ts', lines: 9 }] }) },
  }
  push(owing)
  expect(said()).toBe('9 lines unreviewed')
  push({ ...owing, settings: { ...owing.settings, diffFolders: { [repoId]: 'web' } } })
  expect(said()).toBe('Nothing to review in web')
  push({ ...live, reviews: { [repoId]: reviewView({ unreviewedLines: 0, reviewedLines: 0, files: [] }) } })
  expect(said()).toBe('Nothing to review')
})

it('says aloud how many files changed, at most once a second', async () => {
  const { attach, advance } = await open(live)
  const { say } = attach()
  await say(whole([fileDiff('a', ['+1'])]))
  await screen.findByRole('region', { name: 'Diff of a' })
  advance(1000)
  const spoken = screen.getByText('1 file changed')
  await say(whole([fileDiff('a', ['+1']), fileDiff('b', ['+1'])], 2))
  await say(whole([fileDiff('a', ['+1']), fileDiff('b', ['+1']), fileDiff('c', ['+1'])], 3))
  expect(spoken.textContent).toBe('1 file changed')
  advance(1000)
  expect(spoken.textContent).toBe('3 files changed')
})

it('says aloud how much is left to read at most once a second, and shows it at once', async () => {
  const { attach, advance, push } = await open(live)
  await attach().say(whole([fileDiff('a', ['+1'])]))
  await screen.findByRole('region', { name: 'Diff of a' })
  const spoken = screen.getByText('Review not known yet', { selector: '[aria-live=polite] *' })
  const left = (unreviewedLines: number) => ({ ...live, reviews: { [repoId]: reviewView({ unreviewedLines }) } })
  advance(1000)
  for (const lines of [7, 8, 9]) {
    push(left(lines))
    expect(screen.getByRole('status').textContent).toBe(`${lines} lines unreviewed`)
    expect(spoken.textContent).toBe('Review not known yet')
  }
  advance(1000)
  expect(spoken.textContent).toBe('9 lines unreviewed')
  // The text that is seen says nothing by itself.
  expect(screen.getByRole('status').getAttribute('aria-live')).toBe('off')
  expect(document.querySelectorAll('[aria-live=polite]')).toHaveLength(1)
})

it('says the first change aloud, from a place that was there before it', async () => {
  const { attach, advance, push } = await open(live)
  const { say } = attach()
  await say({ type: 'nothing', batch: 1, scope, why: 'no-change' })
  await screen.findByRole('heading', { name: 'No change yet', level: 2 })
  const spoken = document.querySelector('[aria-live=polite]')
  push(snapshotOf({ sessions: [sessionView({ changes: [changeView()] })] }))
  await say(whole([fileDiff('a', ['+1'])], 2))
  await screen.findByRole('region', { name: 'Diff of a' })
  expect(document.querySelector('[aria-live=polite]')).toBe(spoken)
  expect(spoken?.textContent).not.toContain('Change 1')
  advance(1000)
  expect(spoken?.textContent).toMatch(/^Change 1, .*1 file changed/)
})

it.each<[string, DiffMessage, RegExp]>([
  ['no session', { type: 'nothing', batch: 1, scope, why: 'no-baseline' }, /^No session yet/],
  ['no change', { type: 'nothing', batch: 1, scope, why: 'no-change' }, /^No change yet/],
  ['no difference', whole([]), /^Nothing differs from the baseline/],
  [
    'a failure',
    { type: 'failed', batch: 1, scope, message: 'The disk is full.', next: 'Free some.' },
    /^The disk is full/,
  ],
])('says that there is %s', async (_name, message, words) => {
  const { attach } = await open(live)
  await attach().say(message)
  expect((await screen.findByRole('heading', { name: words, level: 2 })).textContent).toMatch(words)
})

it('can be paused', async () => {
  const { attach, push } = await open(live)
  const { say } = attach()
  await say(whole([fileDiff('a', ['+1'])]))
  await screen.findByRole('region', { name: 'Diff of a' })
  const toggle = screen.getByRole('button', { name: 'Following', pressed: true })
  fireEvent.click(toggle)
  expect(toggle.textContent).toBe('Paused')
  await say({ type: 'delta', batch: 2, scope, changed: [fileDiff('b', ['+2'])], gone: [], savedAtMs: 0 })
  push(snapshotOf({ sessions: [sessionView({ changes: [changeView()] })] }))
  expect(toggle.textContent).toBe('Paused, 1 new')
  expect(screen.queryByRole('region', { name: 'Diff of b' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Following', pressed: false }))
  expect(toggle.textContent).toBe('Following')
  expect(await screen.findByRole('region', { name: 'Diff of b' })).toBeTruthy()
})
