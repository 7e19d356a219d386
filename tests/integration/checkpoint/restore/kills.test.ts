import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restorePoints, type RestorePoint } from '../../../../src/repo/checkpoint/restore/hooks'
import { readJournal, writeJournal } from '../../../../src/repo/checkpoint/restore/journal'
import { recoverRestore } from '../../../../src/repo/checkpoint/restore/recover'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { restoreState } from '../../../../src/repo/checkpoint/restore/state'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { bundleScript } from '../../../support/bundle-script'
import { createTempRepo } from '../../../support/temp-repo'
import { fsck, openBed, take } from '../checkpoint-bed'
import { at, everything, leftBehind, restoreBed, type RestoreBed } from './restore-bed'
import type { Order } from './restore-child'

let script = ''
beforeAll(async () => {
  script = await bundleScript(fileURLToPath(import.meta.resolve('./restore-child.ts')))
})

/** Runs it to its end; the answer is what it printed, or the signal that ended it. */
function inChild({ repo, bed }: RestoreBed, order: Order): Promise<string> {
  const child = spawn(process.execPath, [script, repo.path, bed.home, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  return new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal ?? said)))
}

const files = { 'a.txt': 'a', 'b.txt': 'b', 'dir/c.txt': 'c', 'turns/x': 'x', kind: 'k', 'mode.sh': 'm' }

/** A tree that a restore changes in every way there is. */
async function wreckedBed(made?: RestoreBed) {
  const bed = made ?? (await restoreBed(files))
  const { repo } = bed
  mkdirSync(at(bed, 'empty/inside'), { recursive: true })
  symlinkSync('a.txt', at(bed, 'link'))
  repo.write('staged.txt', 'staged')
  repo.git('add', 'staged.txt')
  repo.write('staged.txt', 'changed')
  const good = everything(repo)
  const { id } = await bed.bed.full('good')
  repo.write('a.txt', 'A')
  repo.remove('b.txt')
  repo.remove('turns')
  repo.write('turns', 'now a file')
  repo.remove('kind')
  repo.write('kind/is/folder', 'now')
  repo.chmod('mode.sh', 0o755)
  repo.remove('link')
  repo.write('link', 'a file')
  repo.remove('empty')
  mkdirSync(at(bed, 'other-empty'))
  repo.write('new.txt', 'new')
  repo.git('add', '-A')
  return { ...bed, id, good, bad: everything(repo) }
}

type WreckedBed = Awaited<ReturnType<typeof wreckedBed>>

const used: RestoreBed[] = []
let left: WreckedBed | null = null
afterAll(() => {
  for (const { repo, bed } of used) {
    repo.cleanup()
    bed.cleanup()
  }
})

/** Runs a test that leaves all as it was, in the bed that the last one of them left so. */
async function inSameBed(test: (bed: WreckedBed) => Promise<void>): Promise<void> {
  let bed = left
  left = null
  if (bed === null) {
    const repo = createTempRepo({ files })
    const made = { repo, bed: await openBed(repo) }
    used.push(made)
    bed = await wreckedBed(made)
  }
  await test(bed)
  expect(everything(bed.repo)).toEqual(bed.bad)
  left = bed
}

/** Opening a store sweeps what killed captures left in it. */
async function swept(bed: RestoreBed): Promise<readonly string[]> {
  await openBed(bed.repo, { home: bed.bed.home })
  return leftBehind(bed)
}

const untouched: readonly RestorePoint[] = ['safety-taken', 'before-journal']
const done: readonly RestorePoint[] = ['after-journal-removal']
const midway = restorePoints.filter((point) => !untouched.includes(point) && !done.includes(point))

describe('a restore that is killed', () => {
  it.each(midway)('%s: is undone and finished, and leaves nothing behind', (point) =>
    inSameBed(async (bed) => {
      const die = { at: point, nth: 1 }
      for (const [how, result] of [['undo', bed.bad] as const, ['finish', bed.good] as const]) {
        expect(await inChild(bed, { act: 'restore', id: bed.id, die })).toBe('SIGKILL')
        expect(restoreState(bed.bed.store).interrupted).toMatchObject({ kind: 'restore', target: bed.id })
        expect(await restore(bed.bed.store, { checkpointId: bed.id, paths: null })).toMatchObject({
          ok: false,
          error: { kind: 'restore-interrupted' },
        })
        expect(take(await recoverRestore(bed.bed.store, how)).conflicts).toEqual([])
        expect(everything(bed.repo)).toEqual(result)
        expect(await swept(bed)).toEqual([])
      }
      expect(fsck(bed.bed.store)).toBe('')
      expect(take(await undoRestore(bed.bed.store)).conflicts).toEqual([])
    }),
  )

  it.each(untouched)('%s: has touched nothing', async (point) => {
    const bed = await wreckedBed()
    expect(await inChild(bed, { act: 'restore', id: bed.id, die: { at: point, nth: 1 } })).toBe('SIGKILL')
    expect(restoreState(bed.bed.store)).toEqual({ undoable: null, interrupted: null })
    expect(everything(bed.repo)).toEqual(bed.bad)
    expect(await swept(bed)).toEqual([])
  })

  it.each(done)('%s: is done and can be undone', async (point) => {
    const bed = await wreckedBed()
    expect(await inChild(bed, { act: 'restore', id: bed.id, die: { at: point, nth: 1 } })).toBe('SIGKILL')
    expect(restoreState(bed.bed.store)).toMatchObject({ undoable: { kind: 'restore' }, interrupted: null })
    expect(everything(bed.repo)).toEqual(bed.good)
    expect(await swept(bed)).toEqual([])
    expect(take(await undoRestore(bed.bed.store)).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(bed.bad)
  })

  it('can be killed in the middle of its files, in its undo and in its recovery', async () => {
    const bed = await wreckedBed()
    const killed = async (act: Order['act'], point: RestorePoint, nth: number) => {
      expect(await inChild(bed, { act, id: bed.id, die: { at: point, nth } })).toBe('SIGKILL')
    }
    await killed('restore', 'before-rename', 3)
    await killed('take-back', 'after-rename', 1)
    await killed('finish', 'before-rename', 2)
    expect(take(await recoverRestore(bed.bed.store, 'undo')).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(bed.bad)

    await killed('restore', 'before-index-rename', 1)
    await killed('finish', 'index-locked', 1)
    expect(take(await recoverRestore(bed.bed.store, 'finish')).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(bed.good)

    await killed('undo', 'after-rename', 2)
    await killed('finish', 'before-record', 1)
    expect(restoreState(bed.bed.store).interrupted).toMatchObject({ kind: 'undo' })
    expect(take(await recoverRestore(bed.bed.store, 'finish')).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(bed.bad)
    expect(take(await undoRestore(bed.bed.store)).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(bed.good)
    expect(await swept(bed)).toEqual([])
  })

  it('holds the store from its first to its last step', async () => {
    const bed = await wreckedBed()
    const { store } = bed.bed
    const holders = new Map<RestorePoint, number | undefined>()
    const hooks = { at: (point: RestorePoint) => void holders.set(point, store.lock.holder()?.pid) }
    const asked = await restore(store, { checkpointId: bed.id, paths: null, confirmedDeletions: 'any' }, hooks)
    expect(take(asked).conflicts).toEqual([])
    expect([...holders.keys()].toSorted()).toEqual(restorePoints.toSorted())
    expect([...new Set(holders.values())]).toEqual([process.pid])
    expect(store.lock.holder()).toBeNull()
  })

  it('is busy, and neither crashed nor to be recovered, while its process lives', async () => {
    const bed = await wreckedBed()
    const { store } = bed.bed
    const die = { at: 'after-journal', nth: 1 }
    expect(await inChild(bed, { act: 'restore', id: bed.id, die })).toBe('SIGKILL')
    const journal = readJournal(store)
    if (journal === null) throw new Error('there is no journal')
    const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'])
    const stat = readFileSync(`/proc/${other.pid}/stat`, 'latin1')
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
    await writeJournal(store, { ...journal, owner: { pid: other.pid ?? 0, startedAt, bootId: null } })
    expect(restoreState(store).interrupted).toBeNull()
    const busy = { ok: false, error: { kind: 'store-busy' } }
    expect(await restore(store, { checkpointId: bed.id, paths: null })).toMatchObject(busy)
    expect(await undoRestore(store)).toMatchObject(busy)
    expect(await recoverRestore(store, 'undo')).toMatchObject(busy)
    const ended = new Promise((resolve) => other.once('exit', resolve))
    other.kill('SIGKILL')
    await ended
    expect(restoreState(store).interrupted).toMatchObject({ target: bed.id })
    expect(take(await recoverRestore(store, 'undo')).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(bed.bad)
  })
})
