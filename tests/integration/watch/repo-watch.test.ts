import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Clock } from '../../../src/core/clock'
import type { RepoPath } from '../../../src/core/repo/repo-path'
import type { WatchState } from '../../../src/core/repo/watch-state'
import { err, ok } from '../../../src/core/result'
import { readStatus } from '../../../src/repo/git/read-status'
import { fileStamp } from '../../../src/repo/watch/file-stamp'
import { watchDirectory, type WatchDirectory } from '../../../src/repo/watch/native-watch'
import type { Reconciled } from '../../../src/repo/watch/reconcile'
import { createWatchRules } from '../../../src/repo/watch/repo-directories'
import { createRepoWatch } from '../../../src/repo/watch/repo-watch'
import { systemClock } from '../../../src/services/system-clock'
import { createManualClock } from '../../support/manual-clock'
import { layoutOf, runner, tempRepo, waited } from './watch-bed'

async function watchFully(
  top: string,
  options: { clock?: Clock; watch?: WatchDirectory; chokidarLimit?: number; deaf?: boolean } = {},
) {
  const layout = await layoutOf(top)
  const seen = new Map<RepoPath, string | null>()
  const states: WatchState[] = []
  const reconciled: Reconciled[] = []
  const batches: number[] = []
  const repoWatch = createRepoWatch({
    place: layout,
    rules: createWatchRules(runner, layout),
    clock: options.clock ?? systemClock,
    isTracked: () => false,
    async listChanged() {
      const status = await readStatus(runner, layout, { consentedFilters: new Set(), withLines: false })
      return status.ok ? ok(status.value.files.map(({ path }) => path)) : err(status.error)
    },
    known: () => seen,
    async onDirty(batch) {
      batches.push(batch.size)
      for (const path of batch.keys()) seen.set(path, fileStamp(top, path))
    },
    onGit: () => {},
    onState: (state) => states.push(state),
    onReconciled: (result) => reconciled.push(result),
    onReconcileFailed: (error) => expect.unreachable(JSON.stringify(error)),
    ...(options.watch === undefined ? {} : { watch: options.watch }),
    ...(options.chokidarLimit === undefined ? {} : { chokidarLimit: options.chokidarLimit }),
  })
  onTestFinished(() => repoWatch.stop())
  const start = await repoWatch.start()
  const upToDate = (paths: readonly RepoPath[]) => paths.every((path) => seen.get(path) === fileStamp(top, path))
  return { repoWatch, start, seen, states, reconciled, batches, upToDate }
}

/** fs.watch on a system that gives only `limit` watches. */
function scarceWatches(limit: number, code = 'ENOSPC'): WatchDirectory {
  let held = 0
  return (path, onEvent, onError) => {
    if (held >= limit) throw Object.assign(new Error(`${code}: no more watches`), { code })
    held += 1
    const watch = watchDirectory(path, onEvent, onError)
    return {
      close() {
        held -= 1
        watch.close()
      },
    }
  }
}

/** Atomic saves by another process, as fast as it can. */
function saveAtomically(top: string, paths: readonly string[], text: string): void {
  const script = `const { renameSync, writeFileSync } = require('node:fs')
    const { top, paths, text } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
    for (const path of paths) {
      writeFileSync(top + '/' + path + '.tmp', text)
      renameSync(top + '/' + path + '.tmp', top + '/' + path)
    }`
  execFileSync(process.execPath, ['-e', script], { input: JSON.stringify({ top, paths, text }) })
}

it.each([
  ['chokidar', Number.POSITIVE_INFINITY],
  ['one fs.watch per directory', 0],
])('has seen every one of 2,000 saves after the burst, with %s', async (_, chokidarLimit) => {
  const files: Record<string, string> = {}
  for (let i = 0; i < 2000; i++) files[`d${i % 40}/f${i}.ts`] = 'old\n'
  const repo = tempRepo(files)
  const { upToDate, batches, reconciled } = await watchFully(repo.path, { chokidarLimit })
  await waited(() => reconciled.length > 0)
  reconciled.length = 0
  const paths = Object.keys(files)
  // The loop stands still meanwhile, so all events come at once when it goes on.
  saveAtomically(repo.path, paths, 'new\n')
  expect(await waited(() => reconciled.length > 0 && upToDate(paths))).toBe(true)
  expect(reconciled.flatMap(({ reasons }) => [...reasons])).toContain('overflow')
  expect(batches.length).toBeLessThan(20)
})

it('repairs what the watcher did not tell at all', async () => {
  const repo = tempRepo()
  const deaf: WatchDirectory = () => ({ close: () => {} })
  const { repoWatch, seen, upToDate, reconciled } = await watchFully(repo.path, { watch: deaf, chokidarLimit: 0 })
  await waited(() => reconciled.length > 0)
  repo.write('src/b.ts', 'changed\n')
  repo.write('src/new/c.ts', 'new\n')
  repo.remove('a.ts')
  repoWatch.reconcile('asked')
  expect(await waited(() => seen.size === 3)).toBe(true)
  expect([...seen.keys()].toSorted()).toEqual(['a.ts', 'src/b.ts', 'src/new/c.ts'])
  expect(upToDate(['a.ts', 'src/b.ts', 'src/new/c.ts'])).toBe(true)
  expect(reconciled.at(-1)?.missed.toSorted()).toEqual(['a.ts', 'src/b.ts', 'src/new/c.ts'])
  repo.git('checkout', '-q', '--', '.')
  repoWatch.reconcile('asked')
  expect(await waited(() => upToDate(['a.ts', 'src/b.ts', 'src/new/c.ts']))).toBe(true)
})

it('says once that the watch limit is reached, with the command, and polls instead', async () => {
  const files: Record<string, string> = {}
  for (let i = 0; i < 30; i++) files[`d${i}/f.ts`] = 'x\n'
  const repo = tempRepo(files)
  const { clock, advance } = createManualClock(Date.now())
  const { start, states, upToDate, repoWatch, reconciled } = await watchFully(repo.path, {
    clock,
    watch: scarceWatches(10),
    chokidarLimit: 0,
  })
  expect(start).toMatchObject({ kind: 'watching', complete: false })
  expect(repoWatch.watchCount()).toBe(10)
  const polling = states.filter(({ kind }) => kind === 'polling')
  expect(polling.at(-1)).toEqual({
    kind: 'polling',
    everyMs: 2000,
    command: expect.stringMatching(/^sudo sysctl fs\.inotify\.max_user_watches=\d+$/),
  })
  expect(new Set(polling.map((state) => JSON.stringify(state))).size).toBe(1)

  await advance(200)
  await waited(() => reconciled.length === 1)
  repo.write('d29/f.ts', 'changed where nobody watches\n')
  expect(upToDate(['d29/f.ts'])).toBe(false)
  await advance(2100)
  expect(await waited(() => reconciled.length === 2)).toBe(true)
  await advance(300)
  expect(upToDate(['d29/f.ts'])).toBe(true)
})

it.each([
  ['through a temporary name', 'a.ts.new', 2],
  ['in place', 'a.ts', 1],
])('hands over a save that is written for long as one, %s', async (_, written, paths) => {
  const repo = tempRepo()
  const { clock, advance } = createManualClock(Date.now())
  const { repoWatch, batches, reconciled, upToDate } = await watchFully(repo.path, { clock })
  await advance(200)
  expect(await waited(() => reconciled.length === 1)).toBe(true)

  writeFileSync(join(repo.path, written), '')
  expect(await waited(() => repoWatch.waiting() === 1)).toBe(true)
  await advance(20)
  expect(batches).toEqual([])
  writeFileSync(join(repo.path, written), 'all of it\n')
  renameSync(join(repo.path, written), join(repo.path, 'a.ts'))
  expect(await waited(() => batches.length > 0)).toBe(true)
  expect(batches).toEqual([paths])
  expect(upToDate(['a.ts'])).toBe(true)
})

it('still says something useful when no watch at all is to be had', async () => {
  const repo = tempRepo()
  const { states, reconciled } = await watchFully(repo.path, { watch: scarceWatches(0, 'EMFILE'), chokidarLimit: 0 })
  expect(states.at(-1)).toMatchObject({ kind: 'polling', command: expect.stringContaining('max_user_instances') })
  expect(await waited(() => reconciled.length > 0)).toBe(true)
})

it('says gone and watching again as the repository goes and comes back, and finds what changed meanwhile', async () => {
  const repo = tempRepo()
  const { states, upToDate, seen } = await watchFully(repo.path)
  renameSync(repo.path, `${repo.path}-away`)
  expect(await waited(() => states.at(-1)?.kind === 'gone')).toBe(true)
  writeFileSync(join(`${repo.path}-away`, 'a.ts'), 'changed elsewhere\n')
  renameSync(`${repo.path}-away`, repo.path)
  expect(await waited(() => states.at(-1)?.kind === 'watching')).toBe(true)
  expect(await waited(() => seen.has('a.ts') && upToDate(['a.ts']))).toBe(true)
})

it('waits for a repository that is not there yet', async () => {
  const repo = tempRepo()
  const layout = await layoutOf(repo.path)
  rmSync(repo.path, { recursive: true })
  const states: WatchState[] = []
  const repoWatch = createRepoWatch({
    place: layout,
    rules: createWatchRules(runner, layout),
    clock: systemClock,
    isTracked: () => false,
    listChanged: async () => ok([]),
    known: () => new Map(),
    onDirty: async () => {},
    onGit: () => {},
    onState: (state) => states.push(state),
    onReconciled: () => {},
    onReconcileFailed: () => {},
  })
  onTestFinished(() => repoWatch.stop())
  expect((await repoWatch.start()).kind).toBe('gone')
  mkdirSync(repo.path)
  repo.git('init', '-q', '-b', 'main')
  expect(await waited(() => states.at(-1)?.kind === 'watching')).toBe(true)
  expect(states.map(({ kind }) => kind)).toEqual(['starting', 'gone', 'watching'])
})
