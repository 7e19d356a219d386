import { expect, it, vi } from 'vitest'
import type { RepoError, RepoStatus } from '../../../src/core/repo/repo-status'
import { ok, type Result } from '../../../src/core/result'
import { createStatusRefresher } from '../../../src/repo/status-refresher'
import { createManualClock } from '../../support/manual-clock'

const status: RepoStatus = {
  head: { commit: null, branch: 'main', detached: false },
  operation: null,
  files: [],
}

function setUp(tookMs: number, inBurst: () => boolean = () => false) {
  const manual = createManualClock()
  const startedAtMs: number[] = []
  const begin = manual.clock.now()
  const onRead = vi.fn<(answer: Result<RepoStatus, RepoError>) => void>()
  const refresher = createStatusRefresher({
    clock: manual.clock,
    onRead,
    inBurst,
    read: () =>
      new Promise((resolve) => {
        startedAtMs.push(manual.clock.now() - begin)
        manual.clock.after(tookMs, () => resolve(ok(status)))
      }),
  })
  return { ...manual, refresher, startedAtMs, onRead }
}

it('answers a burst of saves with one status, after the live diff had its turn', async () => {
  const { refresher, startedAtMs, onRead, advance } = setUp(5)
  for (let i = 0; i < 10; i++) refresher.notify()
  await advance(39)
  expect(startedAtMs).toEqual([])
  await advance(100)
  expect(startedAtMs).toEqual([40])
  expect(onRead).toHaveBeenCalledTimes(1)
})

it('keeps 150 ms between two, and ten times as long as one takes', async () => {
  const quick = setUp(5)
  quick.refresher.notify()
  await quick.advance(50)
  quick.refresher.notify()
  await quick.advance(1000)
  expect(quick.startedAtMs).toEqual([40, 195])

  const slow = setUp(100)
  slow.refresher.notify()
  await slow.advance(150)
  slow.refresher.notify()
  await slow.advance(5000)
  expect(slow.startedAtMs).toEqual([40, 1140])
})

it('leaves git alone in a burst, for two seconds at most, but not what git itself did', async () => {
  const { refresher, startedAtMs, advance } = setUp(5, () => true)
  for (let i = 0; i < 10; i++) {
    refresher.notify()
    await advance(100)
  }
  expect(startedAtMs).toEqual([])
  refresher.notify(true)
  await advance(100)
  expect(startedAtMs).toEqual([1000])
  refresher.notify()
  await advance(4000)
  expect(startedAtMs).toHaveLength(2)
  expect(startedAtMs[1]).toBeGreaterThan(3000)
})

it('needs no status of its own for a burst after which somebody asked', async () => {
  let burst = true
  const { refresher, startedAtMs, advance } = setUp(5, () => burst)
  refresher.notify()
  await advance(300)
  burst = false
  void refresher.readNow()
  await advance(3000)
  expect(startedAtMs).toEqual([300])
})

it('asks at once when git itself was at work', async () => {
  const { refresher, startedAtMs, advance } = setUp(100)
  refresher.notify()
  await advance(200)
  refresher.notify()
  refresher.notify(true)
  await advance(500)
  expect(startedAtMs).toEqual([40, 200])
})

it('shares one run among all who ask while another is at work', async () => {
  const { refresher, startedAtMs, advance } = setUp(100)
  const first = refresher.readNow()
  const later = [refresher.readNow(), refresher.readNow()]
  await advance(1000)
  expect(startedAtMs).toEqual([0, 100])
  expect(await Promise.all([first, ...later])).toEqual([ok(status), ok(status), ok(status)])
})

it('sets no timer when it is idle or stopped', async () => {
  const { refresher, advance, pending, onRead } = setUp(5)
  refresher.notify()
  await advance(100)
  expect(pending()).toBe(0)
  refresher.notify()
  refresher.stop()
  refresher.notify()
  expect(pending()).toBe(0)
  expect(onRead).toHaveBeenCalledTimes(1)
})

it('lets what was saved be painted first, unless git itself was at work', async () => {
  const { clock, advance } = createManualClock()
  const read = vi.fn<() => Promise<Result<RepoStatus, RepoError>>>(async () => ok(status))
  let painted = (): void => {}
  const refresher = createStatusRefresher({
    clock,
    read,
    onRead: () => {},
    painted: () => new Promise((resolve) => (painted = resolve)),
  })
  refresher.notify()
  await advance(1000)
  expect(read).not.toHaveBeenCalled()
  painted()
  await advance(0)
  expect(read).toHaveBeenCalledTimes(1)

  await advance(1000)
  refresher.notify()
  await advance(100)
  refresher.notify(true)
  await advance(0)
  expect(read).toHaveBeenCalledTimes(2)
  // What was read meanwhile is new enough.
  painted()
  await advance(1000)
  expect(read).toHaveBeenCalledTimes(2)
})
