import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { CheckpointsView } from '../../../src/core/app/checkpoint-views'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import { HomeView } from '../../../src/renderer/src/views/home/HomeView'
import { checkpointItem, checkpointsView, restorePreview } from '../support/checkpoints'
import { show } from '../support/show'
import { nowMs, repoId, snapshotOf } from '../support/snapshot'

const items = [checkpointItem(2), checkpointItem(1)]

function withCheckpoints(part: Partial<CheckpointsView>) {
  return snapshotOf({ checkpoints: { [repoId]: checkpointsView({ items, ...part }) } })
}

const dialog = () => within(screen.getByRole('dialog', { name: 'Restore' }))
const button = (name: string | RegExp) => dialog().getByRole('button', { name })
const paths = (name: string) =>
  within(dialog().getByRole('list', { name }))
    .getAllByRole('listitem')
    .map((item) => item.textContent)

describe('the dialog', () => {
  it('has the exact lists, and restores what it says', async () => {
    const keep = [{ path: 'src/mine.ts', why: 'CHANGED_MEANWHILE' }]
    const { sent } = await show(<HomeView />, withCheckpoints({ preview: restorePreview({ keep }) }))
    expect(paths('Written')).toEqual(['src/a.ts', 'src/b.ts'])
    expect(paths('Deleted')).toEqual(['src/new.ts'])
    expect(paths('Kept')).toEqual(['src/mine.tschanged meanwhile'])
    expect(screen.getByRole('dialog').textContent).toContain('Everything back to 11:37:00, Change 1')
    expect(dialog().getByText(/^A checkpoint of the present state is taken first, so this can be undone/)).toBeTruthy()
    fireEvent.click(button('Restore 3 files'))
    expect(sent).toEqual([{ type: 'checkpoint/restore', repoId, confirmedDeletions: null }])
    fireEvent.click(button('Cancel'))
    expect(sent.at(-1)).toEqual({ type: 'checkpoint/close-preview', repoId })
  })

  it('counts one file as one', async () => {
    await show(<HomeView />, withCheckpoints({ preview: restorePreview({ write: ['a'], delete: [] }) }))
    expect(button('Restore 1 file')).toBeTruthy()
  })

  it('belongs to the window that asked', async () => {
    await show(<DiffView repoId={repoId} />, withCheckpoints({ preview: restorePreview() }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('asks for the number of many deletions before the button works', async () => {
    const gone = Array.from({ length: 20 }, (_, at) => `gone/${at}`)
    const preview = restorePreview({ delete: gone, filesNow: 42, confirmDeletions: true })
    const { sent } = await show(<HomeView />, withCheckpoints({ preview }))
    fireEvent.click(button('Restore 22 files'))
    expect(sent).toEqual([])
    expect(dialog().getByText('Confirm the number of deletions first.')).toBeTruthy()
    fireEvent.click(dialog().getByRole('checkbox', { name: 'Delete 20 of 42 files' }))
    fireEvent.click(button('Restore 22 files'))
    expect(sent).toEqual([{ type: 'checkpoint/restore', repoId, confirmedDeletions: 20 }])
  })

  it('says that there is nothing to do', async () => {
    const { sent } = await show(
      <HomeView />,
      withCheckpoints({ preview: restorePreview({ write: [], delete: [], keep: [] }) }),
    )
    expect(dialog().getByText('Nothing to restore.')).toBeTruthy()
    expect(dialog().getAllByRole('button')).toHaveLength(1)
    fireEvent.click(button('Close'))
    expect(sent).toEqual([{ type: 'checkpoint/close-preview', repoId }])
  })

  it('brings back what was staged when the files are as they were', async () => {
    const preview = restorePreview({ write: [], delete: [], keep: [], staged: true })
    const { sent } = await show(<HomeView />, withCheckpoints({ preview }))
    expect(dialog().getByText('The files are as they were then. What was staged then is staged again.')).toBeTruthy()
    fireEvent.click(button('Restore what was staged'))
    expect(sent).toEqual([{ type: 'checkpoint/restore', repoId, confirmedDeletions: null }])
  })

  it('cuts long lists and says how many there are', async () => {
    const write = Array.from({ length: 5000 }, (_, at) => `f${at}`)
    const preview = restorePreview({ write, writeCount: 80_000 })
    await show(<HomeView />, withCheckpoints({ preview }))
    expect(paths('Written')).toHaveLength(200)
    expect(dialog().getByText('and 79800 more')).toBeTruthy()
    expect(button('Restore 80,001 files')).toBeTruthy()
    expect(dialog().queryAllByRole('checkbox')).toEqual([])
  })

  it('says what a partial checkpoint does not have', async () => {
    const partial = checkpointItem(1, {
      complete: false,
      uncaptured: [{ path: 'big.iso', why: 'TOO_BIG' }],
      uncapturedCount: 1,
    })
    await show(<HomeView />, withCheckpoints({ items: [partial], preview: restorePreview() }))
    expect(screen.getByRole('dialog').textContent).toContain('Not in it, and left as they are now: big.iso (too big)')
  })

  it('never shows a preview that comes after it was given up, and closes it', async () => {
    const { sent, push } = await show(<HomeView />, withCheckpoints({}))
    fireEvent.click(screen.getAllByRole('button', { name: 'Restore' })[0] ?? document.body)
    fireEvent.click(button('Cancel'))
    expect(screen.queryByRole('dialog')).toBeNull()
    push(withCheckpoints({ preview: restorePreview() }))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(sent.map((command) => command.type)).toEqual([
      'checkpoint/preview',
      'checkpoint/close-preview',
      'checkpoint/close-preview',
    ])
    push(withCheckpoints({}))
    fireEvent.click(screen.getAllByRole('button', { name: 'Restore' })[0] ?? document.body)
    push(withCheckpoints({ preview: restorePreview() }))
    expect(screen.getByRole('dialog', { name: 'Restore' })).toBeTruthy()
  })
})

describe('choosing single files', () => {
  it('asks again with the files that keep their tick, and restores those', async () => {
    const { sent, push, advance } = await show(<HomeView />, withCheckpoints({ preview: restorePreview() }))
    fireEvent.click(dialog().getByRole('checkbox', { name: 'src/b.ts' }))
    fireEvent.click(dialog().getByRole('checkbox', { name: 'src/new.ts' }))
    fireEvent.click(button('Restore 1 file'))
    expect(sent).toEqual([])
    advance(250)
    const asked = {
      type: 'checkpoint/preview',
      repoId,
      checkpointId: items[1]?.id,
      paths: ['src/a.ts'],
      window: 'home',
    }
    expect(sent).toEqual([asked])
    push(withCheckpoints({ running: 'preview' }))
    expect(paths('Written')).toEqual(['src/a.ts', 'src/b.ts'])
    push(withCheckpoints({ preview: restorePreview({ paths: ['src/a.ts'], write: ['src/a.ts'], delete: [] }) }))
    expect(paths('Written')).toEqual(['src/a.ts', 'src/b.ts'])
    fireEvent.click(button('Restore 1 file'))
    expect(sent.at(-1)).toEqual({ type: 'checkpoint/restore', repoId, confirmedDeletions: null })
  })

  it('has one stop for each list, and needs one tick', async () => {
    const { sent, advance } = await show(<HomeView />, withCheckpoints({ preview: restorePreview() }))
    const boxes = within(dialog().getByRole('list', { name: 'Written' })).getAllByRole('checkbox')
    expect(boxes.map((box) => box.tabIndex)).toEqual([0, -1])
    boxes[0]?.focus()
    fireEvent.keyDown(boxes[0] ?? document.body, { key: 'ArrowDown' })
    expect(document.activeElement).toBe(boxes[1])
    for (const untick of dialog().getAllByRole('button', { name: 'Untick all' })) fireEvent.click(untick)
    advance(250)
    expect(dialog().getByText('Tick at least one file.')).toBeTruthy()
    fireEvent.click(button('Restore 0 files'))
    expect(sent).toEqual([])
  })
})

describe('what it did', () => {
  const undo = { kind: 'restore', atMs: nowMs, files: 14 } as const
  const done = {
    kind: 'done',
    what: 'restore',
    restored: 12,
    deleted: 2,
    conflicts: [],
    conflictCount: 0,
    index: 'unchanged',
  } as const

  it('is said, with the way back', async () => {
    const { sent, push } = await show(<HomeView />, withCheckpoints({ outcome: done, undo }))
    const said = () => screen.getAllByRole('status').map((status) => status.textContent)
    expect(said()).toContain('Restored 12 files, deleted 2 · 12:06')
    fireEvent.click(screen.getByRole('button', { name: 'Undo restore' }))
    expect(sent).toEqual([{ type: 'checkpoint/undo', repoId }])
    push(withCheckpoints({ outcome: { ...done, what: 'undo' }, undo: { ...undo, kind: 'undo' } }))
    expect(said()).toContain('Undid the restore: wrote 12 files, deleted 2 · 12:06')
    expect(screen.getByRole('button', { name: 'Redo restore' })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(sent.at(-1)).toEqual({ type: 'checkpoint/close-outcome', repoId })
    push(withCheckpoints({ undo }))
    expect(screen.getByText(/^Restored 12:06, 14 files/)).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Undo restore' })).toBeTruthy()
  })

  it('names what was kept and a locked index', async () => {
    const outcome = {
      ...done,
      conflicts: [{ path: 'src/a.ts', why: 'EACCES' }],
      conflictCount: 3,
      index: 'locked',
    } as const
    await show(<DiffView repoId={repoId} />, withCheckpoints({ outcome, undo }))
    expect(screen.getByRole('list', { name: 'Kept' }).textContent).toContain('src/a.tsmay not be written')
    expect(screen.getByText('and 2 more')).toBeTruthy()
    expect(screen.getByText(/^What was staged was not put back/).textContent).toContain('remove .git/index.lock')
    expect(screen.getAllByRole('button', { name: 'Undo restore' })).toHaveLength(1)
  })

  it('is said when it failed', async () => {
    const outcome = { kind: 'failed', message: 'The disk is full.', next: 'Free some space.' } as const
    await show(<HomeView />, withCheckpoints({ outcome }))
    expect(screen.getByRole('alert').textContent).toContain('The disk is full.')
  })
})

describe('files that disappeared', () => {
  const loss = {
    atMs: nowMs,
    files: 7,
    paths: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    checkpointId: checkpointItem(1).id,
    cause: 'reset',
  } as const

  it.each([
    ['home', <HomeView key="home" />],
    ['diff', <DiffView key="diff" repoId={repoId} />],
  ] as const)('are an alert in the %s window', async (window, view) => {
    const { sent } = await show(view, withCheckpoints({ loss }))
    const alert = within(screen.getByRole('alert'))
    expect(screen.getByRole('alert').textContent).toMatch(/^7 files disappeared/)
    expect(alert.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(alert.getByText('and 2 more')).toBeTruthy()
    fireEvent.click(alert.getByRole('button', { name: 'Restore…' }))
    expect(sent.at(-1)).toEqual({
      type: 'checkpoint/preview',
      repoId,
      checkpointId: loss.checkpointId,
      paths: loss.paths,
      window,
    })
    fireEvent.click(alert.getByRole('button', { name: 'Leave as it is' }))
    expect(sent.at(-1)).toEqual({ type: 'loss/dismiss', repoId })
  })

  it('are counted as one when it is one, and asked for as a whole where not all are named', async () => {
    const { sent, push } = await show(<HomeView />, withCheckpoints({ loss: { ...loss, files: 1, paths: ['a'] } }))
    expect(screen.getByRole('alert').textContent).toMatch(/^1 file disappeared/)
    push(withCheckpoints({ loss: { ...loss, files: 900 } }))
    fireEvent.click(screen.getByRole('button', { name: 'Restore…' }))
    expect(sent).toMatchObject([{ type: 'checkpoint/preview', paths: null }])
  })

  it('can be had back with everything else of that checkpoint', async () => {
    const preview = restorePreview({ paths: loss.paths, write: loss.paths, delete: [] })
    const { sent, push } = await show(<HomeView />, withCheckpoints({ loss, preview }))
    expect(screen.getByRole('dialog').textContent).toContain('7 files back to 11:37:00')
    fireEvent.click(button('Everything of this checkpoint instead'))
    expect(sent).toMatchObject([{ type: 'checkpoint/preview', checkpointId: loss.checkpointId, paths: null }])
    push(withCheckpoints({ loss, preview: restorePreview() }))
    expect(screen.getByRole('dialog').textContent).toContain('Everything back to 11:37:00')
    expect(button('Restore 3 files')).toBeTruthy()
  })

  it('are said in home for another repository too', async () => {
    const other = 'fedcba9876543210'
    const snapshot = snapshotOf({
      checkpoints: { [repoId]: checkpointsView(), [other]: checkpointsView({ loss }) },
      repoChoices: [
        {
          repoId: other,
          name: 'web',
          path: '~/web',
          folder: '/web',
          live: true,
          active: false,
          from: 'firebreak',
          lastUsedMs: null,
        },
      ],
    })
    const { sent } = await show(<HomeView />, snapshot)
    expect(screen.getByRole('alert').textContent).toMatch(/^7 files disappeared in web/)
    fireEvent.click(screen.getByRole('button', { name: 'Restore…' }))
    expect(sent).toMatchObject([{ type: 'checkpoint/preview', repoId: other }])
  })
})

describe('an interrupted restore', () => {
  const interrupted = { kind: 'restore', atMs: nowMs, files: 9 } as const

  it('asks whether it is finished or undone, and stays in sight when that is put off', async () => {
    const { sent, push } = await show(<HomeView />, withCheckpoints({ interrupted }))
    const asked = within(screen.getByRole('dialog', { name: 'A restore was interrupted' }))
    fireEvent.click(asked.getByRole('button', { name: 'Later' }))
    expect(screen.queryByRole('dialog')).toBeNull()
    const region = within(screen.getByRole('region', { name: 'A restore was interrupted' }))
    fireEvent.click(region.getByRole('button', { name: 'Undo' }))
    fireEvent.click(region.getByRole('button', { name: 'Finish' }))
    expect(sent).toEqual([
      { type: 'checkpoint/recover', repoId, how: 'undo' },
      { type: 'checkpoint/recover', repoId, how: 'finish' },
    ])
    push(withCheckpoints({}))
    await waitFor(() => expect(screen.queryByRole('region', { name: /interrupted/ })).toBeNull())
  })
})
