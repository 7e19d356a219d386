import { describe, expect, it } from 'vitest'
import {
  checkpointsView,
  coversLoss,
  type CheckpointsEvent,
  type KnownCheckpoints,
  nextCheckpoints,
  noCheckpoints,
} from '../../../../src/core/app/checkpoints'

const loss = { atMs: 5, files: 2, paths: ['a', 'src/b'], checkpointId: 'c1', cause: 'deleted' } as const
const checkpoint = (id: string): KnownCheckpoints['checkpoints'][number] => ({
  id,
  sequence: 1,
  atMs: 7,
  label: `label ${id}`,
  reason: 'change',
  sessionId: 's',
  head: null,
  branch: null,
  scan: 'full',
  complete: false,
  uncaptured: Array.from({ length: 30 }, (_, n) => ({ path: `p${n}`, why: 'EACCES' })),
  files: 3,
  bytes: 4,
  newBytes: 5,
  pinned: null,
})
const known: KnownCheckpoints = { checkpoints: [], broken: [], undoable: null, interrupted: null, loss: null }
const after = (...events: readonly CheckpointsEvent[]) => checkpointsView(events.reduce(nextCheckpoints, noCheckpoints))

describe('what windows see of checkpoints', () => {
  it('says what is not known yet as unknown', () => {
    expect(after()).toMatchObject({ items: [], total: null, problem: null, undo: null, running: null })
  })

  it('holds what one can look over, and says how much there is', () => {
    const many = Array.from({ length: 250 }, (_, n) => checkpoint(`c${n}`))
    const view = after({ kind: 'read', known: { ...known, checkpoints: many, broken: ['x'] } })
    expect([view.items.length, view.total, view.broken]).toEqual([200, 250, 1])
    expect(view.items[0]).toMatchObject({ id: 'c0', uncapturedCount: 30, files: 3 })
    expect(view.items[0]?.uncaptured).toHaveLength(20)
  })

  it('cuts long lists of a preview, never its counts', () => {
    const write = Array.from({ length: 6000 }, (_, n) => `w${n}`)
    const preview = {
      write,
      delete: ['d'],
      keep: [{ path: 'k', why: 'EACCES' }],
      staged: false,
      filesNow: 2,
      seen: 's',
    }
    const shown = { window: 'diff', checkpointId: 'c3', paths: null, preview } as const
    const view = after(
      { kind: 'read', known: { ...known, checkpoints: [checkpoint('c3')] } },
      { kind: 'previewed', preview: shown },
    )
    expect(view.preview).toMatchObject({ label: 'label c3', atMs: 7, writeCount: 6000, deleteCount: 1, keepCount: 1 })
    expect(view.preview?.write).toHaveLength(5000)
    expect(view.preview?.confirmDeletions).toBe(true)
  })

  it('keeps the list when it cannot be read again, and says why', () => {
    const problem = { code: 'store-busy', message: 'Busy.', next: 'Wait.' }
    const view = after(
      { kind: 'read', known: { ...known, checkpoints: [checkpoint('c1')] } },
      { kind: 'not-read', problem },
    )
    expect(view).toMatchObject({ total: 1, problem: { message: 'Busy.', next: 'Wait.' } })
    expect(checkpointsView(nextCheckpoints({ ...noCheckpoints, problem }, { kind: 'read', known })).problem).toBeNull()
  })

  it('goes from a preview over the work to the outcome, and back to nothing', () => {
    const outcome = { restored: ['a'], deleted: [], conflicts: [], safety: 's', index: 'locked' } as const
    const done = { kind: 'restored', what: 'undo', outcome } as const
    expect(after({ kind: 'begun', what: 'undo' }).running).toBe('undo')
    expect(after({ kind: 'begun', what: 'undo' }, done)).toMatchObject({
      running: null,
      preview: null,
      outcome: { kind: 'done', what: 'undo', restored: 1, index: 'locked' },
    })
    expect(after(done, { kind: 'outcome-closed' }).outcome).toBeNull()
    expect(after({ kind: 'begun', what: 'forget' }, { kind: 'ended' }).running).toBeNull()
  })

  it('shows a loss until it is settled, also one that the store remembers', () => {
    expect(after({ kind: 'files-lost', loss }).loss).toBe(loss)
    expect(after({ kind: 'files-lost', loss }, { kind: 'loss-settled' }).loss).toBeNull()
    expect(after({ kind: 'read', known: { ...known, loss } }).loss).toBe(loss)
  })
})

describe('whether a restore settles a loss', () => {
  it.each([
    ['everything', 'c1', null, true],
    ['its paths', 'c1', ['a', 'src/b'], true],
    ['a folder of it', 'c1', ['a', 'src'], true],
    ['a part of it', 'c1', ['a'], false],
    ['a name that begins like a folder', 'c1', ['a', 'sr'], false],
    ['another checkpoint', 'c2', null, false],
  ] as const)('%s', (_, checkpointId, paths, expected) => {
    expect(coversLoss(loss, checkpointId, paths)).toBe(expected)
  })

  it('only everything does when not all of its paths are named', () => {
    expect(coversLoss({ ...loss, files: 80 }, 'c1', loss.paths)).toBe(false)
    expect(coversLoss({ ...loss, files: 80 }, 'c1', null)).toBe(true)
  })
})
