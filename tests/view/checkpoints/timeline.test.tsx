import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { CheckpointsView } from '../../../src/core/app/checkpoint-views'
import { err } from '../../../src/core/result'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import { HomeView } from '../../../src/renderer/src/views/home/HomeView'
import { checkpointItem, checkpointsView } from '../support/checkpoints'
import { show } from '../support/show'
import { nowMs, repoId, repoView, snapshotOf } from '../support/snapshot'

const list = () => screen.getByRole('list', { name: 'Checkpoints' })
const items = () => within(list()).getAllByRole('listitem')
const day = 24 * 60 * 60_000

function withCheckpoints(part: Partial<CheckpointsView>) {
  return snapshotOf({ checkpoints: { [repoId]: checkpointsView(part) } })
}

const byHand = checkpointItem(1, { label: 'by hand', reason: 'by-hand', sessionId: null, pinned: 'named' })
const start = checkpointItem(2, { label: 'Session start', reason: 'session-start' })
const changes = [3, 4, 5, 6, 7].map((number) => checkpointItem(number))
const session = [...changes.toReversed(), start, byHand]

describe('the list', () => {
  it('has items that begin with their time and say what they are', async () => {
    const partial = checkpointItem(9, {
      complete: false,
      uncaptured: [{ path: 'big.iso', why: 'TOO_BIG' }],
      uncapturedCount: 4,
      label: 'before commit',
      reason: 'before-commit',
    })
    const old = checkpointItem(0, { atMs: nowMs - 3 * day, label: 'the big move', reason: 'by-hand', sessionId: null })
    await show(<HomeView />, withCheckpoints({ items: [partial, start, byHand, old] }))
    expect(items().map((item) => item.getAttribute('aria-label'))).toEqual([
      '11:45 Before commit, partial, 4 files not in it',
      '11:38 Session start',
      '11:37 By hand, kept',
      '12:06 Thu By hand “the big move”',
    ])
    expect(items().map((item) => item.textContent?.trim().slice(0, 9))).toEqual([
      '11:45 Bef',
      '11:38 Ses',
      '11:37 By ',
      '12:06 Thu',
    ])
    expect(items()[0]?.textContent).toContain('Not in it: big.iso (too big) and 3 more')
  })

  it('folds the changes of a session until they are asked for', async () => {
    await show(<HomeView />, withCheckpoints({ items: session }))
    expect(items()).toHaveLength(3)
    const toggle = screen.getByRole('button', { name: '4 earlier changes' })
    expect(toggle.getAttribute('aria-expanded')).toBe('false')
    fireEvent.click(toggle)
    expect(toggle.getAttribute('aria-expanded')).toBe('true')
    expect(items().map((item) => item.getAttribute('aria-label')?.slice(6))).toEqual([
      'Change 7',
      'Change 6',
      'Change 5',
      'Change 4',
      'Change 3',
    ])
    fireEvent.click(screen.getByRole('button', { name: 'Show all 7' }))
    expect(items()).toHaveLength(7)
    fireEvent.click(screen.getByRole('button', { name: 'Show the newest only' }))
    expect(items()).toHaveLength(5)
  })

  it('draws a long history a page at a time', async () => {
    const many = Array.from({ length: 70 }, (_, at) =>
      checkpointItem(70 - at, { label: 'by hand', reason: 'by-hand', sessionId: null }),
    )
    await show(<HomeView />, withCheckpoints({ items: many, total: 180 }))
    // Looked up without roles, as those of so many elements take long to tell.
    const length = () => list().childElementCount
    const press = (words: string) => fireEvent.click(screen.getByText(words))
    expect(length()).toBe(5)
    press('Show 60 older')
    expect(length()).toBe(65)
    press('Show all 70')
    expect(length()).toBe(70)
    expect(screen.getByText(/^110 older ones are kept too/)).toBeTruthy()
  })

  it.each<[string, Partial<CheckpointsView>, RegExp]>([
    ['not read yet', { total: null }, /^Reading…/],
    ['empty', {}, /^No checkpoint yet/],
    ['damaged in part', { items: [byHand], broken: 2 }, /^2 damaged checkpoints cannot be used/],
    ['unreadable', { problem: { message: 'The store is damaged.', next: 'Look at it.' } }, /^The store is damaged/],
  ])('says when it is %s', async (_name, part, words) => {
    await show(<HomeView />, withCheckpoints(part))
    expect(screen.getByText(words)).toBeTruthy()
  })

  it('stands in the live diff window too, of that window’s repository', async () => {
    const other = 'fedcba9876543210'
    const { sent } = await show(
      <DiffView repoId={other} />,
      snapshotOf({ checkpoints: { [other]: checkpointsView({ items: [byHand] }), [repoId]: checkpointsView() } }),
    )
    fireEvent.click(within(items()[0] ?? list()).getByRole('button', { name: 'Restore' }))
    expect(sent.at(-1)).toEqual({
      type: 'checkpoint/preview',
      repoId: other,
      checkpointId: byHand.id,
      paths: null,
      window: 'diff',
    })
  })
})

describe('the keyboard', () => {
  const focused = () => document.activeElement?.getAttribute('aria-label')

  it('has one stop for the list, and arrow keys in it', async () => {
    await show(<HomeView />, withCheckpoints({ items: session }))
    expect(items().map((item) => item.tabIndex)).toEqual([0, -1, -1])
    items()[0]?.focus()
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'ArrowDown' })
    expect(focused()).toBe('11:38 Session start')
    expect(items().map((item) => item.tabIndex)).toEqual([-1, 0, -1])
    const buttons = within(items()[1] ?? list()).getAllByRole('button')
    expect(buttons.map((button) => button.tabIndex)).toEqual([0, 0, 0])
    buttons[0]?.focus()
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'End' })
    expect(focused()).toBe('11:37 By hand, kept')
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'ArrowDown' })
    expect(focused()).toBe('11:37 By hand, kept')
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'Home' })
    expect(focused()).toBe('11:43 Change 7')
  })

  it('previews with Enter', async () => {
    const { sent } = await show(<HomeView />, withCheckpoints({ items: session }))
    items()[1]?.focus()
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'Enter' })
    expect(sent).toEqual([{ type: 'checkpoint/preview', repoId, checkpointId: start.id, paths: null, window: 'home' }])
    expect(screen.getByRole('dialog', { name: 'Restore' }).textContent).toContain('Reading what would change…')
  })

  it('forgets with Delete, after asking, and goes on with the next one', async () => {
    const { sent, push } = await show(<HomeView />, withCheckpoints({ items: session }))
    items()[1]?.focus()
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'Delete' })
    const dialog = screen.getByRole('dialog', { name: 'Forget this checkpoint?' })
    expect(dialog.textContent).toContain('This cannot be undone')
    expect(sent).toEqual([])
    fireEvent.click(within(dialog).getByRole('button', { name: 'Forget' }))
    expect(sent).toEqual([{ type: 'checkpoint/forget', repoId, checkpointId: start.id }])
    expect(screen.queryByRole('dialog')).toBeNull()
    items()[1]?.focus()
    push(withCheckpoints({ items: session.filter((item) => item !== start) }))
    expect(focused()).toBe('11:37 By hand, kept')
  })

  it('goes on with the next one also where the item is gone before the question is', async () => {
    const { push } = await show(<HomeView />, withCheckpoints({ items: session }))
    items()[1]?.focus()
    fireEvent.keyDown(document.activeElement ?? list(), { key: 'Delete' })
    within(screen.getByRole('dialog', { name: 'Forget this checkpoint?' }))
      .getByRole('heading')
      .focus()
    push(withCheckpoints({ items: session.filter((item) => item !== start) }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(focused()).toBe('11:37 By hand, kept')
  })

  it('goes on with the next one where the item goes while another window has the focus', async () => {
    const { push } = await show(<HomeView />, withCheckpoints({ items: session }))
    items()[1]?.focus()
    // What a window that loses the focus tells: the element stays the active one of the page.
    fireEvent.blur(items()[1] ?? list(), { relatedTarget: null })
    push(withCheckpoints({ items: session.filter((item) => item !== start) }))
    expect(focused()).toBe('11:37 By hand, kept')
  })

  it('leaves the focus where somebody gave it away', async () => {
    const { push } = await show(<HomeView />, withCheckpoints({ items: session }))
    items()[1]?.focus()
    const elsewhere = screen.getByRole('textbox', { name: 'Name of the checkpoint' })
    elsewhere.focus()
    elsewhere.blur()
    push(withCheckpoints({ items: session.filter((item) => item !== start) }))
    expect(document.activeElement).toBe(document.body)
  })
})

describe('what can be done', () => {
  const choose = (at: number, name: string | RegExp) => {
    fireEvent.click(within(items()[at] ?? list()).getByRole('button', { name: 'Keep or forget' }))
    fireEvent.click(screen.getByRole('menuitem', { name }))
  }

  it('keeps one for good, and no longer', async () => {
    const kept = { ...start, pinned: 'kept' } as const
    const { sent } = await show(<HomeView />, withCheckpoints({ items: [...changes.toReversed(), kept, byHand] }))
    choose(0, /^Keep/)
    choose(1, /^Do not keep/)
    expect(sent).toEqual([
      { type: 'checkpoint/pin', repoId, checkpointId: changes[4]?.id, pinned: true },
      { type: 'checkpoint/pin', repoId, checkpointId: kept.id, pinned: false },
    ])
    fireEvent.click(within(items()[2] ?? list()).getByRole('button', { name: 'Keep or forget' }))
    expect(screen.getAllByRole('menuitem')).toHaveLength(1)
    choose(0, 'Forget…')
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(sent).toHaveLength(2)
  })

  it('takes one by hand, with a name or without', async () => {
    const { sent } = await show(<HomeView />, withCheckpoints({ items: session }))
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name of the checkpoint' })
    fireEvent.click(screen.getByRole('button', { name: 'Checkpoint now' }))
    await waitFor(() => expect(sent).toEqual([{ type: 'checkpoint/create', repoId, label: null }]))
    fireEvent.change(field, { target: { value: ' before the move ' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    await waitFor(() => expect(sent.at(-1)).toEqual({ type: 'checkpoint/create', repoId, label: 'before the move' }))
    await waitFor(() => expect(field.value).toBe(''))
  })

  it('counts the line about checkpoints as read when one is taken with it in view', async () => {
    const snapshot = withCheckpoints({})
    const { sent } = await show(<HomeView />, { ...snapshot, repo: repoView({ captureNoticeDue: true }) })
    fireEvent.click(screen.getByRole('button', { name: 'Checkpoint now' }))
    await waitFor(() =>
      expect(sent.map((command) => command.type)).toEqual(['repo/accept-capture', 'checkpoint/create']),
    )
  })

  it('says beside the list why it was refused', async () => {
    const { answerWith } = await show(<HomeView />, withCheckpoints({ items: session }))
    answerWith(err({ code: 'store-busy', message: 'Another Firebreak is writing.', next: 'Try again.' }))
    fireEvent.click(within(items()[0] ?? list()).getByRole('button', { name: 'Preview' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Another Firebreak is writing.')
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})

it('says which files are to be left out before the first capture', async () => {
  const repo = repoView({ captureNoticeDue: true, leftOut: ['secrets'] })
  const { sent } = await show(<HomeView />, { ...withCheckpoints({}), repo })
  fireEvent.click(screen.getByRole('button', { name: 'Leave out…' }))
  const dialog = within(screen.getByRole('dialog', { name: 'Leave out of checkpoints' }))
  fireEvent.change(dialog.getByRole('textbox', { name: 'File or folder to leave out' }), {
    target: { value: ' ./keys/private/ ' },
  })
  fireEvent.click(dialog.getByRole('button', { name: 'Leave out' }))
  fireEvent.click(dialog.getByRole('button', { name: 'Put secrets back into checkpoints' }))
  expect(sent).toEqual([
    { type: 'checkpoint/leave-out', repoId, paths: ['secrets', 'keys/private'] },
    { type: 'checkpoint/leave-out', repoId, paths: [] },
  ])
  fireEvent.click(dialog.getByRole('button', { name: 'Done' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})
