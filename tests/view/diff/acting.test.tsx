import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import type { ReviewedCommitView } from '../../../src/core/app/commit-views'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import type { Scope } from '../../../src/core/diff/scope'
import { err, ok } from '../../../src/core/result'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import type { CommandResult } from '../../../src/shared/contract'
import { fileDiff } from '../support/file-diff'
import { attachPort } from '../support/live-diff'
import { show } from '../support/show'
import { nowMs, repoId, reviewView, sessionView, snapshotOf } from '../support/snapshot'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

const a = fileDiff('a.ts', [' one', '-two', '+zwei', '+drei'])
const added: FileDiff = { ...fileDiff('b.ts', ['+new']), change: 'added', oldMode: null }
const id = (file: FileDiff) => (file.body.kind === 'text' ? (file.body.hunks[0]?.id ?? '') : '')

async function open(scope: Scope = { kind: 'since-baseline' }, more: readonly FileDiff[] = []) {
  const sessions = scope.kind === 'uncommitted' ? [] : [sessionView()]
  const reviews = { [repoId]: reviewView({ unreviewedLines: 3 }) }
  const shown = await show(<DiffView repoId={repoId} />, snapshotOf({ sessions, reviews }))
  const { say } = attachPort()
  const from = { kind: 'checkpoint', id: '000001-aaaaaaaa', atMs: nowMs, reason: 'change' } as const
  await say({
    type: 'scope',
    batch: 1,
    scope,
    from,
    to: { kind: 'disk' },
    whitespace: 'exact',
    files: [a, added, ...more],
  })
  await screen.findByRole('region', { name: 'Diff of b.ts' })
  const acts = () => shown.sent.filter(({ type }) => /^(revert|stage|patch|file|reviewed)\//.test(type))
  /** The same files, and what is shown of them is not what is on disk. */
  const older = () =>
    say({
      type: 'scope',
      batch: 2,
      scope,
      from,
      to: { ...from, id: '000002-bbbbbbbb' },
      whitespace: 'exact',
      files: [a, added],
    })
  return {
    ...shown,
    acts,
    older,
    region: (path: string) => within(screen.getByRole('region', { name: `Diff of ${path}` })),
  }
}
const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, ...more })
const shownAs = { repoId, id: expect.any(String), scope: { kind: 'since-baseline' }, whitespace: 'exact', from: null }

it('reverts the hunk by button and key, and takes back what came last first', async () => {
  const { acts, region } = await open()
  fireEvent.click(region('a.ts').getByRole('button', { name: 'Revert hunk' }))
  await screen.findByText('Reverted 1 hunk in a.ts')
  press('x')
  await waitFor(() => expect(acts()).toHaveLength(2))
  const hunk = { type: 'revert/part', ...shownAs, path: 'a.ts', part: { kind: 'hunk', hunkId: id(a) } }
  expect(acts()).toEqual([hunk, hunk])
  press('z', { ctrlKey: true })
  press('z', { ctrlKey: true })
  await waitFor(() => expect(acts()).toHaveLength(4))
  const ids = acts().map((command) => ('id' in command ? command.id : ''))
  expect(ids).toEqual([ids[0], ids[1], ids[1], ids[0]])
  await screen.findByText('Reverted 1 hunk in a.ts, undone')
})

it('selects lines by keys and reverts only those', async () => {
  const { acts } = await open()
  press('v')
  press('ArrowDown', { shiftKey: true })
  expect(await screen.findByRole('button', { name: 'Revert 2 lines' })).toBeTruthy()
  press('ArrowDown')
  press('ArrowUp')
  press('x')
  await waitFor(() => expect(acts()).toHaveLength(1))
  const part = { kind: 'lines', hunkId: id(a), lines: [1, 2] }
  expect(acts()).toEqual([{ type: 'revert/part', ...shownAs, path: 'a.ts', part }])
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Revert \d/ })).toBeNull())
})

it('asks before a file that was added goes', async () => {
  const { acts, region } = await open()
  fireEvent.click(region('b.ts').getByRole('button', { name: 'Revert file' }))
  const question = within(await screen.findByRole('dialog', { name: 'Revert a file that was added' }))
  fireEvent.click(question.getByRole('button', { name: 'Cancel' }))
  expect(acts()).toEqual([])
  fireEvent.click(region('b.ts').getByRole('button', { name: 'Revert hunk' }))
  fireEvent.click(await screen.findByRole('button', { name: 'Delete the file' }))
  await waitFor(() => expect(acts()).toHaveLength(1))
  const part = { kind: 'hunk', hunkId: id(added) }
  expect(acts()).toEqual([{ type: 'revert/part', ...shownAs, path: 'b.ts', part }])
})

it('says beside it why something cannot be staged, and why something was refused', async () => {
  const { acts, region } = await open()
  fireEvent.click(region('a.ts').getByRole('button', { name: 'More for this file' }))
  const stage = screen.getByRole('menuitem', { name: 'Stage file' })
  expect(stage.getAttribute('aria-disabled')).toBe('true')
  expect(stage.textContent).toContain('Only in the scope Uncommitted')
  press('Escape')
  press('s')
  expect((await screen.findByRole('alert')).textContent).toContain('Choose the scope Uncommitted first.')
  expect(acts()).toEqual([])
})

it('leaves what is uncommitted inside a submodule to its own git', async () => {
  const at = 'c'.repeat(40)
  const body = { kind: 'submodule', oldCommit: at, newCommit: at, editedInside: true } as const
  const inside: FileDiff = { ...fileDiff('lib', []), oldMode: 0o160000, newMode: 0o160000, body }
  const { region } = await open({ kind: 'uncommitted' }, [inside])
  const lib = region('lib')
  expect(lib.getByText('Submodule at the same commit: it has uncommitted changes inside.')).toBeTruthy()
  const revert = lib.getByRole('button', { name: 'Revert file' })
  expect(revert.hasAttribute('disabled') || revert.getAttribute('aria-disabled') === 'true').toBe(true)
  expect(revert.title).toBe('A repository of its own: its changes are for its own git')
  expect(lib.queryByRole('button', { name: /hunk/ })).toBeNull()
  fireEvent.click(lib.getByRole('button', { name: 'More for this file' }))
  const stage = screen.getByRole('menuitem', { name: 'Stage file' })
  expect(stage.getAttribute('aria-disabled')).toBe('true')
  expect(stage.textContent).toContain('A repository of its own')
})

it('stages in the scope of what is uncommitted', async () => {
  const { acts, region, answerWith } = await open({ kind: 'uncommitted' })
  press('s')
  await screen.findByText('Staged 1 hunk in a.ts')
  answerWith(err({ code: 'stage-locked', message: 'Another git is working.', next: 'Wait.' }))
  fireEvent.click(region('a.ts').getByRole('button', { name: 'More for this file' }))
  fireEvent.click(screen.getByRole('menuitem', { name: 'Stage file' }))
  expect((await screen.findByRole('alert')).textContent).toContain('Another git is working.')
  expect(acts().map((command) => ('hunkId' in command ? command.hunkId : ''))).toEqual([id(a), null])
})

it('says where a patch was exported until something else is done, and what was pressed meanwhile is done', async () => {
  const { acts, region, answerWith, advance } = await open()
  let written: (result: CommandResult) => void = () => {}
  answerWith(({ type }) =>
    type === 'patch/export' ? new Promise((resolve) => (written = resolve)) : Promise.resolve(ok(null)),
  )
  fireEvent.click(region('a.ts').getByRole('button', { name: 'More for this file' }))
  fireEvent.click(screen.getByRole('menuitem', { name: /^Export all as \.patch…/ }))
  await waitFor(() => expect(acts()).toEqual([{ type: 'patch/export', repoId, scope: { kind: 'since-baseline' } }]))
  press('y')
  await screen.findByText('Copied a.ts')
  const words = 'Exported 2 files to ~/all.patch. Left out: big.bin (too large).'
  await act(async () => written(ok(words)))
  await screen.findByText(words)
  advance(60_000)
  expect(screen.getByText(words)).toBeTruthy()
  press('y')
  await screen.findByText('Copied a.ts')
  expect(screen.queryByText(words)).toBeNull()
})

it('opens what is on disk at its line, and tells of an older version what stands around it', async () => {
  const { acts, older } = await open()
  const disk = { type: 'file/open', repoId, path: 'a.ts' }
  press('o')
  await waitFor(() => expect(acts()).toEqual([{ ...disk, line: 2, around: [] }]))
  await older()
  press('o')
  await waitFor(() => expect(acts()).toHaveLength(2))
  const around = ['one', 'zwei', 'drei'].map((text, at) => ({ line: at + 1, text }))
  expect(acts()[1]).toEqual({ ...disk, line: 2, around })
})

/** Opens the dialog in a scope where nothing is owed, and gives it what is reviewed. */
async function openCommit(part: Partial<ReviewedCommitView>, folder?: string) {
  const opened = await open({ kind: 'uncommitted' })
  const button = screen.getByRole('button', { name: 'Commit reviewed' })
  expect(button.getAttribute('aria-disabled')).toBe('false')
  fireEvent.click(button)
  await waitFor(() => expect(opened.acts()).toEqual([{ type: 'reviewed/preview', repoId }]))
  const shown = { files: [], heldBack: [], message: 'feat: words', messageFrom: 'template', ...part } as const
  const snapshot = snapshotOf({ reviewedCommits: { [repoId]: shown } })
  const diffFolders = folder === undefined ? {} : { [repoId]: folder }
  opened.push({ ...snapshot, settings: { ...snapshot.settings, diffFolders } })
  const dialog = within(await screen.findByRole('dialog', { name: 'Commit what was reviewed' }))
  await waitFor(() => expect(dialog.queryByText('Reading what is reviewed…')).toBeNull())
  return { ...opened, dialog, buttons: () => dialog.getAllByRole('button').map(({ textContent }) => textContent) }
}

const lined = (path: string, reviewed: number) =>
  ({ path, from: null, change: 'modified', hunks: { all: 2, reviewed } }) as const
const whole = { path: 'logo.png', from: null, change: 'added', hunks: null } as const

it.each([
  ['nothing is uncommitted', {}, undefined, 'Nothing is uncommitted.'],
  ['nothing is uncommitted in the folder', {}, 'src', 'Nothing is uncommitted in src.'],
  [
    'nothing is reviewed',
    { files: [lined('a.ts', 0)] },
    undefined,
    'Nothing of what is uncommitted is reviewed. Mark hunks with r first.',
  ],
  [
    'what is reviewed is held back',
    { files: [lined('a.ts', 0)], heldBack: [lined('.env', 1)] },
    undefined,
    'All that is reviewed is held back. Mark hunks with r first.',
  ],
  ['all is held back', { heldBack: [lined('.env', 2), whole] }, undefined, 'All that is uncommitted is held back.'],
])('opens the commit of what was reviewed and says why there is none: %s', async (_, part, folder, why) => {
  const { dialog, buttons } = await openCommit(part, folder)
  expect(dialog.getByText(why)).toBeTruthy()
  expect(buttons()).toEqual(['Close'])
  fireEvent.click(dialog.getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('lets files without lines be ticked where nothing is reviewed', async () => {
  const { dialog } = await openCommit({ files: [whole] })
  const commit = dialog.getByRole('button', { name: 'Commit nothing' })
  expect(commit.getAttribute('aria-disabled')).toBe('true')
  expect(dialog.getByText('What is uncommitted has no lines to review. Tick a file to commit it.')).toBeTruthy()
  fireEvent.click(dialog.getByRole('checkbox', { name: 'logo.png' }))
  expect(dialog.getByRole('button', { name: 'Commit 1 whole file' }).getAttribute('aria-disabled')).toBe('false')
})

it('names what is held back, which cannot be ticked and is left', async () => {
  const moved = { ...whole, path: 'new.md', from: 'old.md', change: 'renamed' } as const
  const { dialog } = await openCommit({ files: [lined('a.ts', 2)], heldBack: [lined('.env', 2), moved] })
  expect(dialog.getByText('Held back: in no commit')).toBeTruthy()
  const held = dialog.getByRole('list', { name: 'Held back' })
  expect(
    within(held)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual([expect.stringContaining('.env'), expect.stringMatching(/new\.md.*was old\.md/)])
  expect(dialog.queryByRole('checkbox')).toBeNull()
  expect(dialog.getByRole('list', { name: 'In this commit' }).textContent).not.toContain('.env')
  expect(
    dialog.getByText('2 hunks in 1 file and 1 whole file stay uncommitted; your files stay as they are.'),
  ).toBeTruthy()
  expect(dialog.getByRole('button', { name: 'Commit 2 hunks in 1 file' })).toBeTruthy()
})

it('shows what a commit of the reviewed hunks holds and what stays', async () => {
  const { acts, push } = await open()
  fireEvent.click(screen.getByRole('button', { name: 'Commit reviewed' }))
  await waitFor(() => expect(acts()).toEqual([{ type: 'reviewed/preview', repoId }]))
  const files = [
    { path: 'a.ts', from: null, change: 'modified', hunks: { all: 5, reviewed: 3 } },
    { path: 'logo.png', from: null, change: 'added', hunks: null },
  ] as const
  const shown = { files, heldBack: [], message: 'feat: words', messageFrom: 'prompts' } as const
  push(snapshotOf({ sessions: [sessionView()], reviewedCommits: { [repoId]: shown } }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Commit what was reviewed' }))
  expect(dialog.getByRole('list', { name: 'In this commit' }).textContent).toContain('3 of 5 hunks')
  expect(
    dialog.getByText('2 hunks in 1 file and 1 whole file stay uncommitted; your files stay as they are.'),
  ).toBeTruthy()
  fireEvent.click(dialog.getByRole('checkbox', { name: 'logo.png' }))
  fireEvent.click(dialog.getByRole('button', { name: 'Commit 3 hunks and 1 whole file in 2 files' }))
  await waitFor(() => expect(acts()).toHaveLength(3))
  expect(acts()[1]).toEqual({
    type: 'reviewed/commit',
    repoId,
    also: ['logo.png'],
    message: 'feat: words',
    identity: null,
    confirmed: false,
  })
  expect(acts()[2]).toEqual({ type: 'reviewed/close', repoId })
})

it('has a key, and a line in the list of keys, for pausing, white space, the commit and the export', async () => {
  const { acts } = await open()
  const following = () => screen.getByRole('button', { name: 'Following' }).getAttribute('aria-pressed')
  press('F', { shiftKey: true })
  await waitFor(() => expect(following()).toBe('false'))
  press('F', { shiftKey: true })
  await waitFor(() => expect(following()).toBe('true'))
  for (const label of ['ignored at the end of lines', 'ignored in amount', 'ignored', 'exact']) {
    press('W', { shiftKey: true })
    await screen.findByText(`White space: ${label}`)
  }
  press('P', { shiftKey: true })
  await waitFor(() => expect(acts()).toEqual([{ type: 'patch/export', repoId, scope: { kind: 'since-baseline' } }]))
  press('?')
  const sheet = within(await screen.findByRole('dialog', { name: 'Keys' }))
  expect(sheet.getByRole('region', { name: 'Read' }).textContent).toContain('Shift+Fpause, or follow again')
  expect(sheet.getByRole('region', { name: 'Read' }).textContent).toContain('Shift+Wcount white space')
  expect(sheet.getByRole('region', { name: 'Review' }).textContent).toContain('Shift+Ccommit what is reviewed')
  expect(sheet.getByRole('region', { name: 'Change' }).textContent).toContain('Shift+Pexport all as .patch')
  fireEvent.click(sheet.getByRole('button', { name: 'Close' }))
  press('C', { shiftKey: true })
  expect(await screen.findByRole('dialog', { name: 'Commit what was reviewed' })).toBeTruthy()
})

it('has one key for each thing', async () => {
  await open()
  press('?')
  const sheet = await screen.findByRole('dialog', { name: 'Keys' })
  const keys = [...sheet.querySelectorAll('kbd')].map((key) => key.textContent)
  expect(keys.filter((key, at) => keys.indexOf(key) !== at && !/↑|↓|Esc|Space/.test(key))).toEqual([])
})
