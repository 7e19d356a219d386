import { expect, it, vi } from 'vitest'
import { createCoalescer } from '../../../src/core/coalesce'
import { createManualClock } from '../../support/manual-clock'

it('answers a burst of notifications with one run, after the quiet period', async () => {
  const { clock, advance } = createManualClock()
  const work = vi.fn<() => Promise<void>>(async () => {})
  const coalescer = createCoalescer({ clock, quietMs: 150, work })
  coalescer.notify()
  await advance(100)
  coalescer.notify()
  await advance(149)
  expect(work).not.toHaveBeenCalled()
  await advance(1)
  expect(work).toHaveBeenCalledTimes(1)
  expect(coalescer.busy()).toBe(false)
})

it('never runs twice at a time, and once more for everything notified during a run', async () => {
  const { clock, advance } = createManualClock()
  let running = 0
  let most = 0
  const finish: (() => void)[] = []
  const work = vi.fn<() => Promise<void>>(async () => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => finish.push(resolve))
    running -= 1
  })
  const coalescer = createCoalescer({ clock, quietMs: 10, work })
  coalescer.notify()
  await advance(10)
  coalescer.notify()
  coalescer.notify()
  await advance(100)
  expect(work).toHaveBeenCalledTimes(1)
  finish.shift()?.()
  await advance(10)
  expect(work).toHaveBeenCalledTimes(2)
  finish.shift()?.()
  await advance(1000)
  expect([work.mock.calls.length, most, coalescer.busy()]).toEqual([2, 1, false])
})

it('does not let a steady stream put the run off for longer than the longest wait', async () => {
  const { clock, advance } = createManualClock(0)
  const runs: number[] = []
  const coalescer = createCoalescer({
    clock,
    quietMs: 50,
    maxWaitMs: 120,
    work: async () => void runs.push(clock.now()),
  })
  for (let i = 0; i < 10; i++) {
    coalescer.notify()
    await advance(30)
  }
  expect(runs).toEqual([120, 240])
})

it('runs nothing after it was stopped and leaves no timer', async () => {
  const { clock, advance, pending } = createManualClock()
  const work = vi.fn<() => Promise<void>>(async () => {})
  const coalescer = createCoalescer({ clock, quietMs: 10, work })
  coalescer.notify()
  coalescer.stop()
  coalescer.notify()
  expect([pending(), coalescer.busy()]).toEqual([0, false])
  await advance(100)
  expect(work).not.toHaveBeenCalled()
})
