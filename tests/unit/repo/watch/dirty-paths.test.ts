import { expect, it } from 'vitest'
import { createDirtyPaths, type DirtyBatch } from '../../../../src/repo/watch/dirty-paths'
import type { SaveEvent, SaveState } from '../../../../src/repo/watch/save-over'
import { createManualClock } from '../../../support/manual-clock'

function setUp(
  options: {
    tracked?: string[]
    hold?: boolean
    saveState?: (events: ReadonlyMap<string, SaveEvent>) => SaveState
  } = {},
) {
  const manual = createManualClock(0)
  const { clock } = manual
  const batches: { atMs: number; paths: string[]; batch: DirtyBatch }[] = []
  const said: string[] = []
  const release: (() => void)[] = []
  const dirty = createDirtyPaths({
    clock,
    flush: async (batch) => {
      batches.push({ atMs: clock.now(), paths: [...batch.keys()], batch })
      if (options.hold === true) await new Promise<void>((resolve) => release.push(resolve))
    },
    isTracked: (path) => options.tracked?.includes(path) ?? false,
    onOverflowRisk: (why) => said.push(why),
    onBurstEnd: () => said.push(`burst ended ${clock.now()}`),
    ...(options.saveState === undefined ? {} : { saveState: options.saveState }),
  })
  return { ...manual, dirty, batches, said, release }
}

const times = (batches: { atMs: number }[]) => batches.map((batch) => batch.atMs)

it('answers a save after a quiet time within 3 ms, and its four events as one path', async () => {
  const { dirty, batches, advance, pending } = setUp()
  await advance(1000)
  for (const path of ['a.tmp', 'a.tmp', 'a.ts', 'a.ts']) dirty.mark(path)
  await advance(3)
  expect(batches.map(({ atMs, paths }) => ({ atMs, paths }))).toEqual([{ atMs: 1003, paths: ['a.tmp', 'a.ts'] }])
  expect([dirty.waiting(), pending()]).toEqual([0, 0])
})

it('paints steady writing every 16 ms rather than waiting for its end', async () => {
  const { dirty, batches, advance } = setUp()
  for (let i = 0; i < 20; i++) {
    dirty.mark('a.ts')
    await advance(5)
  }
  expect(times(batches)).toEqual([3, 21, 41, 61, 81])
})

it('keeps a burst waiting 250 ms at most and is quick again when few paths follow', async () => {
  const { dirty, batches, advance } = setUp()
  for (let i = 0; i < 600; i++) {
    dirty.mark(`f${i}`)
    if (i === 0) for (let k = 0; k < 250; k++) dirty.mark(`first${k}`)
    await advance(1)
  }
  expect(times(batches).slice(0, 2)).toEqual([250, 266])
})

it('hands out one batch at a time and folds what comes meanwhile', async () => {
  const { dirty, batches, release, advance } = setUp({ hold: true })
  dirty.mark('a')
  await advance(3)
  dirty.mark('b')
  await advance(20)
  dirty.mark('b')
  dirty.mark('c')
  await advance(200)
  expect(batches.map(({ paths }) => paths)).toEqual([['a']])
  release.shift()?.()
  await advance(0)
  expect(batches.map(({ paths }) => paths)).toEqual([['a'], ['b', 'c']])
})

it('tells a running job that a newer event made it stale', async () => {
  const { dirty, batches, release, advance } = setUp({ hold: true })
  dirty.mark('a')
  await advance(3)
  const started = batches[0]?.batch.get('a') ?? -1
  expect(dirty.isCurrent('a', started)).toBe(true)
  dirty.mark('a')
  expect(dirty.isCurrent('a', started)).toBe(false)
  release.shift()?.()
  await advance(50)
  const newer = batches[1]?.batch.get('a') ?? -1
  expect([dirty.isCurrent('a', started), dirty.isCurrent('a', newer)]).toEqual([false, true])
})

it('drops by-products of editors unless the file is tracked', async () => {
  const { dirty, batches, advance } = setUp({ tracked: ['kept~'] })
  for (const path of ['4913', '.a.swp', 'a~', 'kept~']) dirty.mark(path)
  await advance(100)
  expect(batches.map(({ paths }) => paths)).toEqual([['kept~']])
})

it('suspects a loss at a high rate and says when the burst is over', async () => {
  const { dirty, said, advance, pending } = setUp()
  for (let i = 0; i < 5000; i++) dirty.mark(`f${i}`)
  expect(said).toEqual(['event-rate'])
  await advance(299)
  dirty.mark('late')
  await advance(299)
  expect(said).toEqual(['event-rate'])
  await advance(1)
  expect(said).toEqual(['event-rate', 'burst ended 599'])
  expect(pending()).toBe(0)
})

it('says that a burst of many paths ended even when nothing was suspected', async () => {
  const { dirty, said, advance } = setUp()
  for (let i = 0; i < 201; i++) dirty.mark(`f${i}`)
  await advance(1000)
  expect(said).toEqual(['burst ended 450'])
})

it('does not wait for the end of a burst for ever', async () => {
  const { dirty, said, advance } = setUp()
  for (let i = 0; i < 201; i++) dirty.mark(`f${i}`)
  for (let i = 0; i < 60; i++) {
    await advance(100)
    dirty.mark('a')
  }
  expect(said).toEqual(['burst ended 5250'])
})

it('suspects a loss when the loop stood still', async () => {
  let late = 0
  const manual = createManualClock(0)
  const said: string[] = []
  const dirty = createDirtyPaths({
    clock: { ...manual.clock, now: () => manual.clock.now() + late },
    flush: async () => {},
    isTracked: () => false,
    onOverflowRisk: (why) => said.push(why),
    onBurstEnd: () => {},
  })
  dirty.mark('a')
  late = 500
  await manual.advance(3)
  expect(said).toEqual(['loop-stall'])
})

it('leaves no timer when stopped', async () => {
  const { dirty, batches, advance, pending } = setUp()
  for (let i = 0; i < 5000; i++) dirty.mark(`f${i}`)
  dirty.stop()
  dirty.mark('x')
  await advance(1000)
  expect([batches.length, pending()]).toEqual([0, 0])
})

it('does not wait for a save that is over, and looks again with each of its events', async () => {
  const looks: string[][] = []
  const { dirty, batches, advance } = setUp({
    saveState(events) {
      looks.push([...events].map(([path, event]) => `${path} ${event}`))
      return events.size === 2 ? 'over' : 'unclear'
    },
  })
  await advance(1000)
  dirty.mark('a.tmp', 'rename')
  dirty.mark('a.tmp', 'change')
  await advance(1)
  dirty.mark('a', 'rename')
  await advance(0)
  expect(looks).toEqual([['a.tmp made'], ['a.tmp made', 'a rename']])
  expect(batches.map(({ atMs, paths }) => ({ atMs, paths }))).toEqual([{ atMs: 1001, paths: ['a.tmp', 'a'] }])
  // What comes right after may be the other half of it; then the pace is the usual one.
  await advance(1)
  dirty.mark('a', 'change')
  await advance(4)
  dirty.mark('a', 'change')
  await advance(100)
  expect(times(batches)).toEqual([1001, 1005, 1022])
})

it('waits as always for a save that does not end', async () => {
  const { dirty, batches, advance } = setUp({ saveState: () => 'unclear' })
  await advance(1000)
  dirty.mark('a', 'change')
  await advance(100)
  expect(times(batches)).toEqual([1003])
})

it('knows the end of a save that took longer than its time, and does not keep that waiting', async () => {
  const { dirty, batches, advance } = setUp({ saveState: (events) => (events.size === 2 ? 'over' : 'unclear') })
  await advance(1000)
  dirty.mark('a.tmp', 'rename')
  await advance(8)
  dirty.mark('a.tmp', 'change')
  await advance(1)
  dirty.mark('a', 'rename')
  await advance(100)
  expect(batches.map(({ atMs, paths }) => ({ atMs, paths }))).toEqual([
    { atMs: 1003, paths: ['a.tmp'] },
    { atMs: 1009, paths: ['a.tmp', 'a'] },
  ])
})

it('knows it also where it came while the first part was taken', async () => {
  const { dirty, batches, advance, release } = setUp({
    hold: true,
    saveState: (events) => (events.size === 2 ? 'over' : 'unclear'),
  })
  await advance(1000)
  dirty.mark('a.tmp', 'rename')
  await advance(3)
  dirty.mark('a', 'rename')
  await advance(2)
  expect(times(batches)).toEqual([1003])
  release.shift()?.()
  await advance(0)
  expect(times(batches)).toEqual([1003, 1005])
})

it('waits longer for a save that has begun, so that nothing is made of its first half', async () => {
  const { dirty, batches, advance } = setUp({ saveState: (events) => (events.size === 2 ? 'over' : 'begun') })
  await advance(1000)
  dirty.mark('a.tmp', 'rename')
  await advance(8)
  dirty.mark('a.tmp', 'change')
  await advance(8)
  dirty.mark('a', 'rename')
  await advance(100)
  expect(batches.map(({ atMs, paths }) => ({ atMs, paths }))).toEqual([{ atMs: 1016, paths: ['a.tmp', 'a'] }])
})

it('gives it no longer than usual once it may be over', async () => {
  const { dirty, batches, advance, pending } = setUp({
    saveState: (events) => (events.get('a') === 'rename' ? 'begun' : 'unclear'),
  })
  await advance(1000)
  dirty.mark('a', 'rename')
  await advance(8)
  dirty.mark('a', 'rename')
  await advance(0)
  expect([times(batches), pending()]).toEqual([[1008], 0])
})

it('does not wait for ever for its end, nor for what is written on and on', async () => {
  const { dirty, batches, advance } = setUp({ saveState: () => 'begun' })
  await advance(1000)
  for (let i = 0; i < 20; i++) {
    dirty.mark('new', i === 0 ? 'rename' : 'change')
    await advance(5)
  }
  expect(times(batches)).toEqual([1030, 1046, 1066, 1086])
})

it('takes many files for no save, however they end', async () => {
  let looks = 0
  const { dirty, batches, advance } = setUp({ saveState: () => (++looks > 20 ? 'over' : 'unclear') })
  await advance(1000)
  for (let i = 0; i < 30; i++) dirty.mark(`f${i}`)
  await advance(49)
  dirty.mark('f0')
  await advance(1)
  const before = looks
  for (let i = 0; i < 30; i++) {
    dirty.mark('a', 'change')
    await advance(1)
  }
  expect([looks - before, times(batches)[0]]).toEqual([0, 1050])
})
