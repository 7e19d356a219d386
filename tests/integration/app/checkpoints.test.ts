import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CheckpointsView } from '../../../src/core/app/checkpoint-views'
import { readSettings } from '../../../src/core/settings'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { restore } from '../../../src/repo/checkpoint/restore/restore'
import { openStore, type Store } from '../../../src/repo/checkpoint/store'
import { readLayout } from '../../../src/repo/git/layout'
import { systemClock } from '../../../src/services/system-clock'
import { type AppBed, createAppBed, errorOf, patience, wishes } from '../../support/app-bed'
import { valueOf } from '../../support/git-fixture'

const accepted = { ok: true, value: null }

function view(bed: AppBed): CheckpointsView {
  const found = bed.snapshot().checkpoints[bed.repoId]
  if (found === undefined) throw new Error('the repository is not open')
  return found
}

/** A checkpoint by hand; the answer is its id. */
async function make(bed: AppBed, label: string | null = null): Promise<string> {
  expect(await bed.send({ type: 'checkpoint/create', repoId: bed.repoId, label })).toEqual(accepted)
  return view(bed).items[0]?.id ?? ''
}

async function preview(bed: AppBed, checkpointId: string, paths: string[] | null = null): Promise<void> {
  const wish = { type: 'checkpoint/preview', repoId: bed.repoId, checkpointId, paths, window: 'home' } as const
  expect(await bed.send(wish)).toEqual(accepted)
}

const carryOut = (bed: AppBed, confirmedDeletions: number | null = null) =>
  bed.send({ type: 'checkpoint/restore', repoId: bed.repoId, confirmedDeletions })

/** The store as the command line opens it. */
async function elsewhere(bed: AppBed): Promise<Store> {
  const git = bed.process.runner()
  const layout = valueOf(await readLayout(git, bed.repo.path, { firebreakHome: bed.home, homeDir: '/nonexistent' }))
  return valueOf(await openStore({ firebreakHome: bed.home, layout, git, clock: systemClock }))
}

function settingsOf(bed: AppBed) {
  const read = readSettings(JSON.parse(readFileSync(join(bed.home, 'settings.json'), 'utf8')))
  if (read.kind !== 'read') throw new Error('the settings cannot be read')
  return read.settings
}

describe('the list of checkpoints', () => {
  it('is empty and makes no store until something is captured, then shows what it is called', async () => {
    const bed = await createAppBed()
    await expect.poll(() => view(bed).total, patience).toBe(0)
    expect(existsSync(join(bed.home, 'repos'))).toBe(false)
    await make(bed)
    await make(bed, 'before the big move')
    expect(view(bed)).toMatchObject({
      total: 2,
      broken: 0,
      items: [
        { label: 'before the big move', reason: 'by-hand', pinned: 'named', complete: true, files: 1 },
        { label: 'by hand', pinned: null },
      ],
      undo: null,
      interrupted: null,
      running: null,
    })
  })

  it('shows what the command line makes, without being asked', async () => {
    const bed = await createAppBed()
    const store = await elsewhere(bed)
    valueOf(await captureFull(store, { label: 'typed', reason: 'by-hand', sessionId: null }))
    await expect.poll(() => view(bed).items.map(({ label }) => label), patience).toEqual(['typed'])
    const id = view(bed).items[0]?.id ?? ''
    bed.repo.write('a.txt', 'changed\n')
    valueOf(await restore(store, { checkpointId: id, paths: null }))
    await expect.poll(() => view(bed).undo, patience).toMatchObject({ kind: 'restore', files: 1 })
  })

  it('keeps, lets go of and forgets one', async () => {
    const bed = await createAppBed()
    const [first, second] = [await make(bed), await make(bed)]
    const about = { repoId: bed.repoId, checkpointId: first }
    expect(await bed.send({ type: 'checkpoint/pin', ...about, pinned: true })).toEqual(accepted)
    expect(view(bed).items.map(({ pinned }) => pinned)).toEqual([null, 'kept'])
    expect(await bed.send({ type: 'checkpoint/pin', ...about, pinned: false })).toEqual(accepted)
    expect(await bed.send({ type: 'checkpoint/forget', ...about })).toEqual(accepted)
    expect(view(bed).items.map(({ id }) => id)).toEqual([second])
    expect(errorOf(await bed.send({ type: 'checkpoint/forget', ...about })).code).toBe('no-such-checkpoint')
  })

  it('says so once when the store was deleted while the app was not running', async () => {
    const bed = await createAppBed()
    await make(bed)
    await expect.poll(() => settingsOf(bed).checkpointStores, patience).toEqual([bed.repoId])
    await bed.stop()
    rmSync(join(bed.home, 'repos'), { recursive: true })
    await bed.restart()
    await expect
      .poll(() => bed.snapshot().notices.map(({ message }) => message), patience)
      .toContainEqual(expect.stringMatching(/^The checkpoints of .* are gone/))
    await expect.poll(() => settingsOf(bed).checkpointStores, patience).toEqual([])
  })
})

describe('a restore', () => {
  it('carries out the preview that is shown, and is undone and redone', async () => {
    const bed = await createAppBed({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'd.txt': 'd\n' } })
    const id = await make(bed, 'good')
    bed.repo.write('a.txt', 'two\n')
    bed.repo.write('new.txt', 'new\n')
    bed.repo.remove('b.txt')
    await preview(bed, id)
    expect(view(bed).preview).toMatchObject({
      window: 'home',
      checkpointId: id,
      label: 'good',
      paths: null,
      write: ['a.txt', 'b.txt'],
      delete: ['new.txt'],
      keep: [],
      writeCount: 2,
      deleteCount: 1,
      filesNow: 4,
      confirmDeletions: false,
    })
    expect(await carryOut(bed)).toEqual(accepted)
    expect(view(bed)).toMatchObject({
      preview: null,
      running: null,
      undo: { kind: 'restore', files: 3 },
      outcome: { kind: 'done', what: 'restore', restored: 2, deleted: 1, conflictCount: 0 },
    })
    expect([bed.repo.read('a.txt'), bed.repo.read('b.txt')]).toEqual(['one\n', 'b\n'])
    expect(await bed.send({ type: 'checkpoint/close-outcome', repoId: bed.repoId })).toEqual(accepted)
    expect(view(bed).outcome).toBeNull()

    const undo = { type: 'checkpoint/undo', repoId: bed.repoId } as const
    expect(await bed.send(undo)).toEqual(accepted)
    expect(view(bed)).toMatchObject({ outcome: { kind: 'done', what: 'undo' }, undo: { kind: 'undo' } })
    expect([bed.repo.read('a.txt'), bed.repo.read('new.txt')]).toEqual(['two\n', 'new\n'])
    expect(await bed.send(undo)).toEqual(accepted)
    expect(bed.repo.read('a.txt')).toBe('one\n')
    expect(view(bed).undo).toMatchObject({ kind: 'restore' })
  })

  it('keeps what changed after the preview, and says which', async () => {
    const bed = await createAppBed({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n' } })
    const id = await make(bed)
    bed.repo.write('a.txt', 'two\n')
    bed.repo.write('b.txt', 'bb\n')
    await preview(bed, id)
    bed.repo.write('a.txt', 'typed while the dialog was open\n')
    expect(await carryOut(bed)).toEqual(accepted)
    expect(view(bed).outcome).toMatchObject({
      restored: 1,
      conflicts: [{ path: 'a.txt', why: 'CHANGED_MEANWHILE' }],
      conflictCount: 1,
    })
    expect(bed.repo.read('a.txt')).toBe('typed while the dialog was open\n')
  })

  it('that would delete much needs the number, and the preview stays for it', async () => {
    const bed = await createAppBed()
    const id = await make(bed)
    for (const name of ['x', 'y', 'z']) bed.repo.write(name, name)
    await preview(bed, id)
    expect(view(bed).preview).toMatchObject({ deleteCount: 3, confirmDeletions: true })
    expect(errorOf(await carryOut(bed)).code).toBe('many-deletions')
    expect(view(bed)).toMatchObject({ running: null, outcome: null, preview: { deleteCount: 3 } })
    expect(await carryOut(bed, 3)).toEqual(accepted)
    expect(existsSync(join(bed.repo.path, 'x'))).toBe(false)
  })

  it('is refused without a preview, and a preview is closed', async () => {
    const bed = await createAppBed()
    const id = await make(bed)
    expect(errorOf(await carryOut(bed)).code).toBe('no-preview')
    await preview(bed, id, ['a.txt'])
    expect(await bed.send({ type: 'checkpoint/close-preview', repoId: bed.repoId })).toEqual(accepted)
    expect(view(bed).preview).toBeNull()
    expect(errorOf(await carryOut(bed)).code).toBe('no-preview')
    expect(errorOf(await bed.send({ type: 'checkpoint/undo', repoId: bed.repoId })).code).toBe('nothing-to-undo')
    expect(view(bed).outcome).toMatchObject({ kind: 'failed' })
  })

  it('that was killed is a question at the next start, and finished or undone by its answer', async () => {
    const bed = await createAppBed({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n' } })
    const id = await make(bed)
    bed.repo.write('a.txt', 'two\n')
    bed.repo.write('b.txt', 'bb\n')
    const store = await elsewhere(bed)
    const killed = restore(store, { checkpointId: id, paths: null }, dieAt('after-rename'))
    await expect(killed).rejects.toThrow('killed')
    await bed.restart()
    await expect.poll(() => view(bed).interrupted, patience).toMatchObject({ kind: 'restore', files: 2 })
    expect(bed.shell.notified).toEqual([expect.stringMatching(/^A restore in .* was interrupted$/)])
    await preview(bed, id)
    expect(errorOf(await carryOut(bed)).code).toBe('restore-interrupted')
    expect(await bed.send({ type: 'checkpoint/recover', repoId: bed.repoId, how: 'finish' })).toEqual(accepted)
    expect(view(bed)).toMatchObject({ interrupted: null, outcome: { kind: 'done', what: 'restore' } })
    expect([bed.repo.read('a.txt'), bed.repo.read('b.txt')]).toEqual(['one\n', 'b\n'])
  })
})

/** Stops a restore in the middle, as a kill does. */
function dieAt(point: string) {
  return {
    at(now: string) {
      if (now === point) throw new Error('killed')
    },
  }
}

describe('a restore in a session', () => {
  it('is a change by you that says what it was, without review debt', async () => {
    const bed = await createAppBed()
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    await expect.poll(() => bed.session().state, patience).toBe('live')
    bed.repo.write('a.txt', 'wrong\n')
    await expect.poll(() => bed.session().changes.length, patience).toBe(1)
    await expect.poll(() => view(bed).items.length, patience).toBe(2)
    await preview(bed, bed.session().baseline?.checkpointId ?? '')
    expect(await carryOut(bed)).toEqual(accepted)
    await expect.poll(() => bed.session().changes.length, patience).toBe(2)
    expect(bed.session()).toMatchObject({
      unreviewedLines: 0,
      changes: [{ restored: null }, { restored: expect.stringMatching(/^Restored to \d\d:\d\d$/), writer: 'outside' }],
    })
  })
})

describe('what is left out', () => {
  it('is kept in the settings and in no checkpoint from then on', async () => {
    const bed = await createAppBed({ files: { 'a.txt': 'a\n', '.gitignore': '.env\n' } })
    bed.repo.write('.env', 'KEY=1\n')
    await make(bed)
    expect(view(bed).items[0]).toMatchObject({ files: 3 })
    const paths = ['.env', '.env', 'big/']
    expect(await bed.send({ type: 'checkpoint/leave-out', repoId: bed.repoId, paths })).toEqual(accepted)
    expect(bed.snapshot().repo?.leftOut).toEqual(['.env', 'big'])
    await make(bed)
    expect(view(bed).items[0]).toMatchObject({ files: 2 })
    await bed.restart()
    expect(settingsOf(bed).checkpoints.leaveOut).toEqual({ [bed.repoId]: ['.env', 'big'] })
    await make(bed)
    expect(view(bed).items[0]).toMatchObject({ files: 2 })
  })
})

describe('the budget', () => {
  it('is held to after a session; its baseline and end stay', async () => {
    const bed = await createAppBed({ settings: { checkpoints: tinyBudget } })
    for (let n = 0; n < 4; n++) {
      bed.repo.write('a.txt', `${n}\n`)
      await make(bed)
    }
    bed.repo.git('checkout', '-q', '--', '.')
    await make(bed, 'mine')
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    await expect.poll(() => bed.session().state, patience).toBe('live')
    await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
    bed.codex.runIn(bed.repo.path).exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    await expect
      .poll(() => view(bed).items.map(({ reason, label }) => [reason, label]), patience)
      .toEqual([
        ['session-end', 'Session end'],
        ['session-start', 'Session start'],
        ['by-hand', 'mine'],
        ['by-hand', 'by hand'],
      ])
  })
})

const tinyBudget = { days: 30, count: 1, bytes: 1e9, ignoredFileBytes: 1e6, ignoredTotalBytes: 1e7, leaveOut: {} }
