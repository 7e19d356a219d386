import { lstatSync } from 'node:fs'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CreateBackend, Refused } from './directory-backend'
import { childPath, diskPath, isLimit, parentPath, type RawEvent } from './native-watch'
import { readDirectory } from './read-directory'
import type { WatchHint, WatchRules } from './watcher'

/** Which directories of a work tree are watched, kept up to date by the events of those that are. */
export interface DirectoryTree {
  /** Watches these and every directory below them that is not ignored. Gives no hints for what is there already. */
  open(tracked: readonly RepoPath[]): Promise<void>
  /** The same with new ignore rules: some directories come, some go. */
  refresh(tracked: readonly RepoPath[]): Promise<void>
  /** Directories watched, and watches held for them. */
  size(): number
  watches(): number
  /** Whether the watch limit kept some directories out. */
  complete(): boolean
  close(): Promise<void>
}

export interface DirectoryTreeOptions {
  readonly top: string
  readonly rules: WatchRules
  readonly backend: CreateBackend
  readonly emit: (hint: WatchHint) => void
  readonly onLimit: (code: string) => void
  /** Something vanished, so the top level itself may have. Called often: it has to be cheap. */
  readonly onVanished: () => void
}

const readsAtOnce = 8
/** Never watched, in nested repositories neither: the needed parts of the real git directory are watched by themselves. */
const gitName = '.git'

/**
 * A new directory is asked about, then watched, then read, in this order: what was made in it before the watch was set
 * is found by reading, and what comes later gives an event.
 */
export function createDirectoryTree(options: DirectoryTreeOptions): DirectoryTree {
  const { top, rules, emit } = options
  /** Each watched directory with those directly below it. */
  const nodes = new Map<RepoPath, Set<RepoPath>>()
  /** Nested repositories, whose own ignore rules apply below them. */
  const nestedRoots = new Set<RepoPath>()
  const queue = new Set<RepoPath>()
  const renamed = new Set<RepoPath>()
  let working: Promise<void> | null = null
  let quiet = true
  let closed = false
  let complete = true

  const register = (path: RepoPath): void => {
    if (nodes.has(path)) return
    nodes.set(path, new Set())
    if (path !== '') nodes.get(parentPath(path))?.add(path)
  }

  const drop = (path: RepoPath): void => {
    const children = nodes.get(path)
    if (children === undefined) return
    nodes.delete(path)
    nestedRoots.delete(path)
    if (path !== '') nodes.get(parentPath(path))?.delete(path)
    backend.remove(path)
    for (const child of children) drop(child)
  }

  const rootOf = (path: RepoPath): RepoPath => {
    if (nestedRoots.size === 0) return ''
    for (let at = parentPath(path); at !== ''; at = parentPath(at)) if (nestedRoots.has(at)) return at
    return ''
  }

  const ignoredOf = async (paths: readonly RepoPath[]): Promise<ReadonlySet<RepoPath>> => {
    const byRoot = new Map<RepoPath, RepoPath[]>()
    for (const path of paths) {
      const group = byRoot.get(rootOf(path)) ?? []
      group.push(path)
      byRoot.set(rootOf(path), group)
    }
    const answers = await Promise.all([...byRoot].map(([root, group]) => rules.checkIgnore(root, group)))
    return new Set(answers.flatMap((answer) => [...answer]))
  }

  const watch = async (paths: readonly RepoPath[]): Promise<void> => {
    for (const path of paths) register(path)
    const refused = await backend.add(paths)
    for (const { path } of refused) drop(path)
    const limit = refused.find(({ code }: Refused) => isLimit(code))
    if (limit === undefined || closed) return
    complete = false
    options.onLimit(limit.code)
  }

  /** Reads a watched directory: unknown directories are queued, and files are hinted at when asked for. */
  const explore = async (path: RepoPath, hintFiles: boolean): Promise<void> => {
    const entries = await readDirectory(top, path)
    if (closed || !nodes.has(path)) return
    if (entries === null) {
      if (path === '') options.onVanished()
      return drop(path)
    }
    if (path !== '' && entries.some(({ name }) => name === gitName)) nestedRoots.add(path)
    for (const { name, directory } of entries) {
      if (name === gitName) continue
      const child = childPath(path, name)
      if (!directory) {
        if (hintFiles) emit({ kind: 'work-tree', path: child })
      } else if (!nodes.has(child)) queue.add(child)
    }
  }

  const admit = async (batch: readonly RepoPath[]): Promise<void> => {
    const ignored = await ignoredOf(batch)
    const fresh = batch.filter((path) => !ignored.has(path) && !nodes.has(path) && nodes.has(parentPath(path)))
    if (closed) return
    await watch(fresh)
    await eachLimited(fresh, readsAtOnce, async (path) => {
      if (!nodes.has(path)) return
      if (!quiet) emit({ kind: 'directory-added', path })
      await explore(path, !quiet)
    })
  }

  const work = async (): Promise<void> => {
    // Closing empties the queue.
    while (queue.size > 0) {
      const batch = [...queue]
      queue.clear()
      await admit(batch)
    }
  }

  const startWork = (): Promise<void> => {
    working ??= work().finally(() => {
      working = null
    })
    return working
  }

  const lookAtRenamed = (): void => {
    const paths = [...renamed]
    renamed.clear()
    if (closed) return
    for (const path of paths) {
      const found = look(top, path)
      const known = nodes.has(path)
      if (found === 'missing') options.onVanished()
      if (known) {
        // Even if it is a directory again it may be another one, with a watch that is dead.
        drop(path)
        emit({ kind: 'directory-removed', path })
      }
      if (found === 'directory' && complete) queue.add(path)
    }
    if (queue.size > 0) void startWork()
  }

  const noteRenamed = (path: RepoPath): void => {
    // An atomic save renames the same names several times; they are looked at once, when its events are through.
    if (renamed.size === 0) setImmediate(lookAtRenamed)
    renamed.add(path)
  }

  const onEvent = (directory: RepoPath, event: RawEvent, name: string): void => {
    if (closed) return
    if (name === gitName) {
      if (directory === '') options.onVanished()
      else if (event === 'rename') nestedRoots.add(directory)
      return
    }
    const path = childPath(directory, name)
    if (event === 'change' && nodes.has(path)) return
    emit({ kind: 'work-tree', path })
    if (name === '.gitignore') emit({ kind: 'git', what: 'ignore-rules' })
    if (name === '.gitattributes') emit({ kind: 'git', what: 'attributes' })
    if (event !== 'rename') return
    noteRenamed(path)
    // A directory that is deleted or moved names itself to its own watch.
    if (directory !== '' && directory.endsWith(name) && directory === childPath(parentPath(directory), name)) {
      noteRenamed(directory)
    }
  }

  const backend = options.backend({
    onEvent,
    onUnreadableName(directory) {
      if (closed || !nodes.has(directory)) return backend.remove(directory)
      emit({ kind: 'overflow-risk', why: 'unreadable-name' })
      void explore(directory, true).then(startWork)
    },
    onBroken(directory, code) {
      if (closed) return
      if (isLimit(code)) {
        complete = false
        options.onLimit(code)
      }
      drop(directory)
      emit({ kind: 'overflow-risk', why: 'watch-error' })
    },
  })

  return {
    async open(tracked) {
      await watch(['', ...tracked.filter((path) => path !== '')])
      await eachLimited([...nodes.keys()], readsAtOnce, (path) => explore(path, false))
      await startWork()
      quiet = false
    },
    async refresh(tracked) {
      complete = true
      const kept = new Set(tracked)
      const asked = [...nodes.keys()].filter((path) => path !== '' && !kept.has(path))
      const ignored = await ignoredOf(asked)
      if (closed) return
      for (const path of ignored) drop(path)
      await watch(tracked.filter((path) => !nodes.has(path)))
      await eachLimited([...nodes.keys()], readsAtOnce, (path) => explore(path, false))
      await startWork()
    },
    size: () => nodes.size,
    watches: () => backend.count(),
    complete: () => complete,
    async close() {
      closed = true
      queue.clear()
      renamed.clear()
      nodes.clear()
      await backend.close()
    },
  }
}

/** Synchronous on purpose: a few µs for each, where a promise costs ten times as much in a burst. */
function look(top: string, path: RepoPath): 'directory' | 'file' | 'missing' {
  try {
    const stats = lstatSync(diskPath(top, path), { throwIfNoEntry: false })
    if (stats === undefined) return 'missing'
    return stats.isDirectory() ? 'directory' : 'file'
  } catch {
    return 'missing'
  }
}

async function eachLimited<T>(items: readonly T[], limit: number, fn: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await fn(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane))
}
