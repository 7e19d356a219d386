import type { Cancel, Clock } from '../../core/clock'
import type { CreateBackend } from './directory-backend'
import { createDirectoryTree, type DirectoryTree } from './directory-tree'
import { createGitDirectories, type GitDirectories } from './git-directories'
import type { WatchDirectory } from './native-watch'
import { raiseLimitCommand } from './raise-limit'
import { isThere, watchForReturn, type ReturnWatch } from './return-watch'
import type { Watcher, WatchHint, WatchPlace, WatchRules, WatchStart } from './watcher'

export interface WatcherDeps {
  readonly place: WatchPlace
  readonly rules: WatchRules
  readonly clock: Clock
  readonly onHint: (hint: WatchHint) => void
  /** How one directory is watched: fs.watch, or a stand-in for it. */
  readonly watch: WatchDirectory
}

// Deleting a folder gives thousands of events; looking for its top this often is enough.
const vanishedMs = 50

/** A watcher of directories, whichever way each of them is watched. */
export function createTreeWatcher(deps: WatcherDeps, createBackend: CreateBackend): Watcher {
  const { place, rules, clock, onHint, watch } = deps
  let tree: DirectoryTree | null = null
  let git: GitDirectories | null = null
  let returning: ReturnWatch | null = null
  let cancelLook: Cancel | null = null
  let vanishedAgain = false
  let limitSaid = false
  let stopped = false

  const onLimit = (code: string): void => {
    if (limitSaid) return
    limitSaid = true
    onHint({ kind: 'limit-reached', code, command: raiseLimitCommand(code) })
  }

  const close = async (): Promise<void> => {
    cancelLook?.()
    cancelLook = null
    git?.close()
    const closing = tree?.close()
    git = null
    tree = null
    await closing
  }

  const leave = (): void => {
    void close()
    if (returning !== null) return
    onHint({ kind: 'gone' })
    waitForReturn()
  }

  const waitForReturn = (): void => {
    returning = watchForReturn({
      place,
      clock,
      watch,
      async tryAgain() {
        const answer = await open()
        if (answer.kind !== 'watching') return false
        returning = null
        onHint({ kind: 'back' })
        return true
      },
    })
  }

  const onVanished = (): void => {
    if (tree === null || stopped) return
    if (cancelLook !== null) {
      vanishedAgain = true
      return
    }
    if (!isThere(place)) return leave()
    vanishedAgain = false
    cancelLook = clock.after(vanishedMs, () => {
      cancelLook = null
      if (vanishedAgain) onVanished()
    })
  }

  const open = async (): Promise<WatchStart> => {
    if (!isThere(place)) return { kind: 'gone' }
    const tracked = await rules.listDirectories()
    if (!tracked.ok) return isThere(place) ? { kind: 'failed', error: tracked.error } : { kind: 'gone' }
    if (stopped) return { kind: 'gone' }
    const opened = createDirectoryTree({
      top: place.top,
      rules,
      clock,
      backend: createBackend,
      emit: onHint,
      onLimit,
      onVanished,
    })
    tree = opened
    git = createGitDirectories({ place, watch, onPart: (what) => onHint({ kind: 'git', what }), onVanished, onLimit })
    git.open()
    await opened.open(tracked.value)
    if (tree !== opened) return { kind: 'gone' }
    return { kind: 'watching', directories: opened.size(), complete: opened.complete() }
  }

  return {
    async start() {
      const answer = await open()
      if (answer.kind === 'gone' && !stopped && returning === null) waitForReturn()
      return answer
    },
    async refresh() {
      const refreshed = tree
      if (refreshed === null) return
      const tracked = await rules.listDirectories()
      if (tracked.ok && tree === refreshed) await refreshed.refresh(tracked.value)
    },
    async stop() {
      stopped = true
      returning?.stop()
      await close()
    },
    watchCount: () => (git?.count() ?? 0) + (tree?.watches() ?? 0) + (returning?.count() ?? 0),
  }
}
