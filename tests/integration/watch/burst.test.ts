import { Buffer } from 'node:buffer'
import { expect, it, onTestFinished } from 'vitest'
import type { RepoStatus } from '../../../src/core/repo/repo-status'
import { ok } from '../../../src/core/result'
import { createStatusRefresher } from '../../../src/repo/status-refresher'
import type { RawEvent, WatchDirectory } from '../../../src/repo/watch/native-watch'
import { createRepoWatch } from '../../../src/repo/watch/repo-watch'
import { createManualClock } from '../../support/manual-clock'
import { layoutOf, tempRepo } from './watch-bed'

const status: RepoStatus = { head: { commit: null, branch: 'main', detached: false }, operation: null, files: [] }

/** Watcher and status as a repository has them, with events and a clock of the test's own. `statusAtMs` counts from the start. */
async function watchedRepo() {
  const layout = await layoutOf(tempRepo().path)
  const { clock, advance } = createManualClock(0)
  const statusAtMs: number[] = []
  let tell: (event: RawEvent, name: string) => void = () => {}
  const watch: WatchDirectory = (path, onEvent) => {
    if (path === layout.top) tell = (event, name) => onEvent(event, Buffer.from(name))
    return { close: () => {} }
  }
  const refresher = createStatusRefresher({
    clock,
    inBurst: () => repoWatch.inBurst(),
    async read() {
      statusAtMs.push(clock.now())
      return ok(status)
    },
    onRead: () => {},
  })
  const repoWatch = createRepoWatch({
    place: layout,
    rules: { listDirectories: async () => ok(['']), checkIgnore: async () => new Set() },
    clock,
    isTracked: () => false,
    async listChanged() {
      const answer = await refresher.readNow()
      return answer.ok ? ok(answer.value.files.map(({ path }) => path)) : answer
    },
    known: () => new Map(),
    onDirty: async () => refresher.notify(),
    onGit: () => {},
    onState: () => {},
    onReconciled: () => {},
    onReconcileFailed: (error) => expect.unreachable(JSON.stringify(error)),
    watch,
    chokidarLimit: 0,
  })
  onTestFinished(async () => {
    refresher.stop()
    await repoWatch.stop()
  })
  await repoWatch.start()
  /** Ten files a millisecond. */
  const save = async (ms: number) => {
    for (let at = 0; at < ms; at++) {
      for (let file = 0; file < 10; file++) tell('change', `f${at}-${file}.ts`)
      await advance(1)
    }
  }
  return { advance, repoWatch, save, statusAtMs }
}

it('asks git once for 5,000 files saved at once, after the last of them', async () => {
  const { advance, repoWatch, save, statusAtMs } = await watchedRepo()
  await advance(1000)
  expect(statusAtMs).toEqual([100])
  await save(500)
  expect(repoWatch.inBurst()).toBe(true)
  await advance(10_000)
  expect(repoWatch.inBurst()).toBe(false)
  expect(statusAtMs).toHaveLength(2)
  expect(statusAtMs[1]).toBeGreaterThanOrEqual(1500)
  expect(statusAtMs[1]).toBeLessThan(2500)
})

it('asks once also where it had only begun to watch', async () => {
  const { advance, save, statusAtMs } = await watchedRepo()
  await save(500)
  await advance(10_000)
  expect(statusAtMs).toHaveLength(1)
  expect(statusAtMs[0]).toBeGreaterThanOrEqual(500)
})

it('does not leave the list as it was while somebody writes on and on', async () => {
  const { save, statusAtMs } = await watchedRepo()
  await save(15_000)
  const waits = [...statusAtMs, 15_000].map((atMs, i) => atMs - (statusAtMs[i - 1] ?? 0))
  expect(Math.max(...waits)).toBeLessThan(3500)
  expect(statusAtMs.length).toBeLessThan(15)
})
