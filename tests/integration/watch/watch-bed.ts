import { readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, vi } from 'vitest'
import type { RepoPath } from '../../../src/core/repo/repo-path'
import { createGitRunner } from '../../../src/repo/git/git-runner'
import { readLayout } from '../../../src/repo/git/layout'
import { createWatcher } from '../../../src/repo/watch/create-watcher'
import type { WatchDirectory } from '../../../src/repo/watch/native-watch'
import { createWatchRules } from '../../../src/repo/watch/repo-directories'
import type { WatchHint, WatchRules, WatchStart } from '../../../src/repo/watch/watcher'
import { systemClock } from '../../../src/services/system-clock'
import { createTempRepo, type TempRepo } from '../../support/temp-repo'

export const runner = createGitRunner({ clock: systemClock, env: process.env })

/** A temporary repository that is removed when the test is done. */
export function tempRepo(files: Readonly<Record<string, string>> = { 'a.ts': 'a\n', 'src/b.ts': 'b\n' }): TempRepo {
  const repo = createTempRepo({ files })
  onTestFinished(() => repo.cleanup())
  return repo
}

export async function layoutOf(top: string) {
  const layout = await readLayout(runner, top, {
    firebreakHome: '/nonexistent/firebreak',
    homeDir: '/nonexistent/home',
  })
  if (!layout.ok) throw new Error(JSON.stringify(layout.error))
  return layout.value
}

/** Watches a repository until the test is done, and keeps every hint. */
export async function watchRepo(
  top: string,
  options: {
    chokidarLimit?: number
    watch?: WatchDirectory
    rules?: Partial<WatchRules>
    started?: WatchStart['kind']
  } = {},
) {
  const layout = await layoutOf(top)
  const hints: WatchHint[] = []
  const watcher = createWatcher(
    {
      place: layout,
      rules: { ...createWatchRules(runner, layout), ...options.rules },
      clock: systemClock,
      onHint: (hint) => hints.push(hint),
      ...(options.watch === undefined ? {} : { watch: options.watch }),
    },
    options.chokidarLimit,
  )
  onTestFinished(() => watcher.stop())
  const start = await watcher.start()
  expect(start.kind).toBe(options.started ?? 'watching')

  const paths = (): ReadonlySet<RepoPath> =>
    new Set(hints.flatMap((hint) => (hint.kind === 'work-tree' ? [hint.path] : [])))
  return {
    layout,
    watcher,
    start,
    hints,
    paths,
    kinds: () => hints.map((hint) => (hint.kind === 'git' ? `git ${hint.what}` : hint.kind)),
    /** Waits until all of these paths were hinted at, for 10 s at most, and returns those that were not. */
    missing: async (...wanted: readonly RepoPath[]): Promise<readonly RepoPath[]> => {
      const left = () => wanted.filter((path) => !paths().has(path))
      await waited(() => left().length === 0)
      return left()
    },
    /** Whether such a hint came within 10 s. */
    heard: (wanted: object): Promise<boolean> =>
      waited(() =>
        hints.some((hint) => Object.entries(wanted).every(([key, value]) => Reflect.get(hint, key) === value)),
      ),
  }
}

/** Inotify watches that this process holds, as the kernel counts them. */
export function inotifyWatches(): number {
  let count = 0
  for (const fd of readdirSync('/proc/self/fdinfo')) {
    try {
      count += readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8').match(/^inotify wd:/gm)?.length ?? 0
    } catch {
      // Closed meanwhile.
    }
  }
  return count
}

/** Whether the condition came true within 10 s. */
export async function waited(condition: () => boolean): Promise<boolean> {
  return vi.waitUntil(condition, { timeout: 30_000, interval: 10 }).then(
    () => true,
    () => false,
  )
}
