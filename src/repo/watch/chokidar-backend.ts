import { watch as watchChokidar, type FSWatcher } from 'chokidar'
import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { BackendEvents, DirectoryBackend, Refused } from './directory-backend'
import { errorCode, parentPath } from './native-watch'

interface Batch {
  readonly watcher: FSWatcher
  /** Absolute paths of the directories that this instance watches. */
  readonly directories: Set<string>
}

// chokidar never says ready when a directory cannot be listed for an unusual reason.
const readyWithinMs = 5000

/** Whether chokidar can name it: it speaks UTF-8 only, and takes a backslash for a separator. */
export function chokidarCanName(path: RepoPath): boolean {
  return !/[\\\ud800-\udfff]/.test(path)
}

/**
 * chokidar in directory mode: files are ignored, so that it sets one watch per directory instead of one per file, and
 * the names come from `raw`. It says once per instance that its watches are set, and only then can a directory be read
 * without a gap; so every batch of directories gets an instance of its own.
 */
export function createChokidarBackend(
  top: string,
  events: BackendEvents,
  { clock, watch = watchChokidar }: { readonly clock: Clock; readonly watch?: typeof watchChokidar },
): DirectoryBackend {
  const batches = new Map<RepoPath, Batch>()
  const opening = new Set<() => void>()
  const absolute = (path: RepoPath) => (path === '' ? top : `${top}/${path}`)
  const relative = (path: string): RepoPath => path.slice(top.length + 1)

  const remove = (directory: RepoPath): void => {
    const batch = batches.get(directory)
    if (batch === undefined) return
    batches.delete(directory)
    batch.directories.delete(absolute(directory))
    if (batch.directories.size === 0) void closeQuietly(batch.watcher)
    else batch.watcher.unwatch(absolute(directory))
  }

  const open = (paths: readonly RepoPath[]): Promise<readonly Refused[]> => {
    const wanted = new Set(paths)
    const directories = new Set(paths.map(absolute))
    const refused: Refused[] = []
    // chokidar walks down from these by itself.
    const roots = paths.filter((path) => path === '' || !wanted.has(parentPath(path)))
    const watcher = watch(roots.map(absolute), {
      ignored: (path, stats) => !directories.has(path) || (stats !== undefined && !stats.isDirectory()),
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
    })
    const batch = { watcher, directories }
    for (const path of paths) batches.set(path, batch)
    watcher.on('raw', (event, name, details) => {
      const directory = rawDirectory(details)
      if (directory === null || !directories.has(directory)) return
      if (typeof name !== 'string' || name.includes('\ufffd')) events.onUnreadableName(relative(directory))
      else events.onEvent(relative(directory), event === 'change' ? 'change' : 'rename', name)
    })
    let ready = false
    watcher.on('error', (error) => {
      const code = errorCode(error)
      const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : top
      if (ready) events.onBroken(relative(path), code)
      else refused.push({ path: relative(path), code })
    })
    return new Promise((resolve) => {
      const done = (): void => {
        ready = true
        cancel()
        opening.delete(done)
        resolve(refused)
      }
      const cancel = clock.after(readyWithinMs, done)
      opening.add(done)
      watcher.on('ready', done)
    })
  }

  return {
    async add(directories) {
      if (directories.length === 0) return []
      const refused = await open(directories)
      for (const { path } of refused) remove(path)
      return refused
    },
    remove,
    count: () => batches.size,
    async close() {
      const watchers = new Set([...batches.values()].map(({ watcher }) => watcher))
      batches.clear()
      for (const done of opening) done()
      await Promise.all([...watchers].map(closeQuietly))
    },
  }
}

/** Closing takes the listeners away, and an error that nobody listens to would be thrown. */
function closeQuietly(watcher: FSWatcher): Promise<void> {
  const closing = watcher.close()
  watcher.on('error', () => {})
  return closing
}

function rawDirectory(details: unknown): string | null {
  if (typeof details !== 'object' || details === null || !('watchedPath' in details)) return null
  return typeof details.watchedPath === 'string' ? details.watchedPath : null
}
