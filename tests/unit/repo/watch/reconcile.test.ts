import { expect, it } from 'vitest'
import { err, ok } from '../../../../src/core/result'
import { createReconciler, findMissed, type Reconciled } from '../../../../src/repo/watch/reconcile'
import { createManualClock } from '../../../support/manual-clock'

function setUp() {
  const manual = createManualClock(0)
  const disk = new Map<string, string>()
  const known = new Map<string, string | null>()
  const world = { busyUntilMs: 0, early: false, tookMs: 0, fails: false, runs: [] as number[] }
  const done: Reconciled[] = []
  const failed: unknown[] = []
  const reconciler = createReconciler({
    clock: manual.clock,
    async listChanged() {
      world.runs.push(manual.clock.now())
      if (world.tookMs > 0) await new Promise<void>((resolve) => void manual.clock.after(world.tookMs, resolve))
      return world.fails ? err({ kind: 'folder-gone', path: '/x' }) : ok([...disk.keys()])
    },
    known: () => known,
    stampOf: (path) => disk.get(path) ?? null,
    tooEarly: () => world.early,
    gitBusy: () => manual.clock.now() < world.busyUntilMs,
    onReconciled: (result) => done.push(result),
    onFailed: (error) => failed.push(error),
  })
  return { ...manual, disk, known, world, done, failed, reconciler }
}

it('finds what is not as it was last seen, in both directions', async () => {
  const stamps: Record<string, string> = { same: '1', edited: '2', unseen: '3', back: '4' }
  const known = new Map<string, string | null>([
    ['same', '1'],
    ['edited', '1'],
    ['back', null],
    ['deleted', '9'],
    ['still gone', null],
  ])
  const missed = await findMissed(['same', 'edited', 'unseen'], known, (path) => stamps[path] ?? null)
  expect(missed).toEqual(['edited', 'unseen', 'back', 'deleted'])
})

it('answers several wishes with one run and names their reasons', async () => {
  const { reconciler, done, disk, advance, pending } = setUp()
  disk.set('a', '1')
  reconciler.request('burst-end')
  reconciler.request('overflow')
  await advance(100)
  expect(done).toEqual([{ missed: ['a'], reasons: new Set(['burst-end', 'overflow']), tookMs: 0 }])
  expect(pending()).toBe(0)
})

it('runs once more for what was wished during a run, never two at a time', async () => {
  const { reconciler, world, advance, done } = setUp()
  world.tookMs = 500
  reconciler.request('git-changed')
  await advance(200)
  reconciler.request('git-changed')
  reconciler.request('rules-changed')
  await advance(2000)
  expect(world.runs).toEqual([100, 700])
  expect(done.map(({ reasons }) => [...reasons])).toEqual([['git-changed'], ['git-changed', 'rules-changed']])
})

it('keeps a wish that comes too early for the next one', async () => {
  const { reconciler, world, advance, done, pending } = setUp()
  world.early = true
  reconciler.request('start')
  await advance(2000)
  expect([world.runs, pending()]).toEqual([[], 0])
  world.early = false
  reconciler.request('burst-end')
  await advance(100)
  expect(done.map(({ reasons }) => [...reasons])).toEqual([['start', 'burst-end']])
})

it('waits while git holds index.lock', async () => {
  const { reconciler, world, advance } = setUp()
  world.busyUntilMs = 420
  reconciler.request('git-changed')
  await advance(2000)
  expect(world.runs).toEqual([450])
})

it('but not for a lock that somebody left behind', async () => {
  const { reconciler, world, advance } = setUp()
  world.busyUntilMs = Number.POSITIVE_INFINITY
  reconciler.request('git-changed')
  await advance(5000)
  expect(world.runs).toEqual([1100])
})

it('polls every 2 s, and more slowly when asking takes long', async () => {
  const { reconciler, world, advance, pending } = setUp()
  reconciler.poll(true)
  await advance(6500)
  expect(world.runs).toEqual([2100, 4200, 6300])
  world.tookMs = 400
  await advance(3000)
  expect(reconciler.pollEveryMs()).toBe(8000)
  world.runs.length = 0
  await advance(20_000)
  expect(world.runs).toHaveLength(2)
  reconciler.poll(false)
  expect(pending()).toBe(0)
})

it('says why it could not find out, and is ready for the next time', async () => {
  const { reconciler, world, advance, failed, done } = setUp()
  world.fails = true
  reconciler.request('asked')
  await advance(100)
  world.fails = false
  reconciler.request('asked')
  await advance(100)
  expect([failed, done.length]).toEqual([[{ kind: 'folder-gone', path: '/x' }], 1])
})

it('leaves nothing behind when stopped', async () => {
  const { reconciler, world, advance, pending } = setUp()
  reconciler.poll(true)
  reconciler.request('start')
  reconciler.stop()
  await advance(10_000)
  expect([world.runs, pending()]).toEqual([[], 0])
})
