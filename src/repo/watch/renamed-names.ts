import { lstatSync } from 'node:fs'
import type { Cancel, Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import { diskPath, parentPath } from './native-watch'
import { readBusyDirectory } from './read-directory'

export type Found = 'directory' | 'other' | 'missing'

/** Looks at names that appeared or vanished, to tell directories from files. */
export interface RenamedNames {
  note(path: RepoPath): void
  stop(): void
}

/** At least this long between two looks; ten times as long as the last one took, but not longer than the second number. */
const pauseMs = 20
const longestPauseMs = 200
/** With more names than this in one directory, reading it is cheaper than looking at each. */
const mostLooks = 8

/**
 * An atomic save renames two names, and looking one up that is just being written waits for the writer. So the first
 * name is looked at when the events at hand are through, and those that follow closely are looked at together.
 */
export function createRenamedNames(options: {
  readonly top: string
  readonly clock: Clock
  readonly onFound: (path: RepoPath, found: Found) => void
  /** After each look. */
  readonly onLooked: () => void
}): RenamedNames {
  const { top, clock } = options
  let names = new Set<RepoPath>()
  let nextLookMs = Number.NEGATIVE_INFINITY
  let cancel: Cancel | null = null
  let scheduled = false
  let stopped = false

  const look = async (): Promise<void> => {
    const looked = names
    names = new Set()
    const startedMs = clock.now()
    for (const [directory, paths] of byDirectory(looked)) {
      const few = paths.length <= mostLooks
      const find = few ? (path: RepoPath) => findOne(top, path) : await readToFind(top, directory)
      if (stopped) return
      for (const path of paths) options.onFound(path, find(path))
    }
    options.onLooked()
    const nowMs = clock.now()
    nextLookMs = nowMs + Math.min(longestPauseMs, Math.max(pauseMs, (nowMs - startedMs) * 10))
    scheduled = false
    schedule()
  }

  const schedule = (): void => {
    if (scheduled || stopped || names.size === 0) return
    scheduled = true
    const waitMs = Math.min(longestPauseMs, nextLookMs - clock.now())
    if (waitMs > 0) cancel = clock.after(waitMs, () => void look())
    else setImmediate(() => void look())
  }

  return {
    note(path) {
      names.add(path)
      schedule()
    },
    stop() {
      stopped = true
      cancel?.()
      names.clear()
    },
  }
}

function byDirectory(paths: Iterable<RepoPath>): ReadonlyMap<RepoPath, readonly RepoPath[]> {
  const groups = new Map<RepoPath, RepoPath[]>()
  for (const path of paths) {
    const group = groups.get(parentPath(path))
    if (group === undefined) groups.set(parentPath(path), [path])
    else group.push(path)
  }
  return groups
}

async function readToFind(top: string, directory: RepoPath): Promise<(path: RepoPath) => Found> {
  const entries = await readBusyDirectory(top, directory)
  if (entries === null) return () => 'missing'
  const directories = new Set(entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])))
  const start = directory === '' ? 0 : directory.length + 1
  return (path) => (directories.has(path.slice(start)) ? 'directory' : 'other')
}

/** Synchronous on purpose: some µs for each, where a promise costs ten times as much. */
function findOne(top: string, path: RepoPath): Found {
  try {
    const stats = lstatSync(diskPath(top, path), { throwIfNoEntry: false })
    if (stats === undefined) return 'missing'
    return stats.isDirectory() ? 'directory' : 'other'
  } catch {
    return 'missing'
  }
}
