import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CreateBackend, Refused } from './directory-backend'
import { childPath, isLimit, parentPath, type RawEvent } from './native-watch'
import { readDirectory } from './read-directory'
import { createRenamedNames } from './renamed-names'
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
  readonly clock: Clock
  readonly backend: CreateBackend
  readonly emit: (hint: WatchHint) => void
  readonly onLimit: (code: string) => void
  /** Something vanished, so the top level itself may have. Called often: it has to be cheap. */
  readonly onVanished: () => void
}

/** Directories read before events get their turn: about a millisecond's worth. */
const readsInARow = 32
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
  const explore = (path: RepoPath, hintFiles: boolean): void => {
    if (closed || !nodes.has(path)) return
    const entries = readDirectory(top, path)
    if (entries === null) {
      if (path === '') options.onVanished()
      return drop(path)
    }
    if (path !== '' && entries.some(({ name }) => name === gitName)) nestedRoots.add(path)
    for (const entry of entries) {
      if (entry.name === gitName) continue
      if (!entry.isDirectory()) {
        if (hintFiles) emit({ kind: 'work-tree', path: childPath(path, entry.name), event: 'rename' })
      } else if (!nodes.has(childPath(path, entry.name))) queue.add(childPath(path, entry.name))
    }
  }

  const admit = async (batch: readonly RepoPath[]): Promise<void> => {
    const ignored = await ignoredOf(batch)
    const fresh = batch.filter((path) => !ignored.has(path) && !nodes.has(path) && nodes.has(parentPath(path)))
    if (closed) return
    await watch(fresh)
    await inSlices(fresh, (path) => {
      if (!quiet && nodes.has(path)) emit({ kind: 'directory-added', path })
      explore(path, !quiet)
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

  const renamed = createRenamedNames({
    top,
    clock: options.clock,
    onFound(path, found) {
      if (found === 'missing') options.onVanished()
      if (nodes.has(path)) {
        // Even if it is a directory again it may be another one, with a watch that is dead.
        drop(path)
        emit({ kind: 'directory-removed', path })
      }
      if (found === 'directory' && complete) queue.add(path)
    },
    onLooked() {
      if (queue.size > 0) void startWork()
    },
  })

  const onEvent = (directory: RepoPath, event: RawEvent, name: string): void => {
    if (closed) return
    if (name === gitName) {
      if (directory === '') options.onVanished()
      else if (event === 'rename') nestedRoots.add(directory)
      return
    }
    const path = childPath(directory, name)
    if (event === 'change' && nodes.has(path)) return
    emit({ kind: 'work-tree', path, event })
    if (name === '.gitignore') emit({ kind: 'git', what: 'ignore-rules' })
    if (name === '.gitattributes') emit({ kind: 'git', what: 'attributes' })
    if (event !== 'rename') return
    renamed.note(path)
    // A directory that is deleted or moved names itself to its own watch.
    if (directory !== '' && directory.endsWith(name) && directory === childPath(parentPath(directory), name)) {
      renamed.note(directory)
    }
  }

  const backend = options.backend({
    onEvent,
    onUnreadableName(directory) {
      if (closed || !nodes.has(directory)) return backend.remove(directory)
      emit({ kind: 'overflow-risk', why: 'unreadable-name' })
      explore(directory, true)
      void startWork()
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
      await inSlices([...nodes.keys()], (path) => explore(path, false))
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
      await inSlices([...nodes.keys()], (path) => explore(path, false))
      await startWork()
    },
    size: () => nodes.size,
    watches: () => backend.count(),
    complete: () => complete,
    async close() {
      closed = true
      queue.clear()
      renamed.stop()
      nodes.clear()
      await backend.close()
    },
  }
}

async function inSlices(paths: readonly RepoPath[], read: (path: RepoPath) => void): Promise<void> {
  for (const [i, path] of paths.entries()) {
    if (i % readsInARow === readsInARow - 1) await new Promise((resolve) => setImmediate(resolve))
    read(path)
  }
}
