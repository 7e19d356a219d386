import { existsSync } from 'node:fs'
import type { Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { WatchState } from '../../core/repo/watch-state'
import { createWatcher } from './create-watcher'
import { createDirtyPaths, type DirtyBatch } from './dirty-paths'
import { fileStamp, type FileStamp } from './file-stamp'
import type { WatchDirectory } from './native-watch'
import { createReconciler, type Reconciled, type ReconcileReason } from './reconcile'
import { saveState } from './save-over'
import type { GitPart, WatchHint, WatchPlace, WatchRules, WatchStart } from './watcher'

/** Watcher, dirty paths and reconcile of one work tree, connected. */
export interface RepoWatch {
  start(): Promise<WatchStart>
  stop(): Promise<void>
  /** Asks git soon what the watcher may have missed. */
  reconcile(reason: ReconcileReason): void
  /** See `DirtyPaths.isCurrent`. */
  isCurrent(path: RepoPath, generation: number): boolean
  /** Paths that wait for the next batch. */
  waiting(): number
  /** These paths. */
  pending(): readonly RepoPath[]
  /** Whether many paths are being written, or git is about to be asked because they were. */
  inBurst(): boolean
  watchCount(): number
}

export interface RepoWatchOptions {
  readonly place: WatchPlace
  readonly rules: WatchRules
  readonly clock: Clock
  readonly isTracked: (path: RepoPath) => boolean
  readonly listChanged: () => Promise<Result<readonly RepoPath[], RepoError>>
  /** Each path looked at so far, with its stamp (`fileStamp`) taken before it was read; null when nothing was there. */
  readonly known: () => ReadonlyMap<RepoPath, FileStamp | null>
  /**
   * Paths to look at, next batch after the promise settles. A path may be a directory, or one that is gone or replaced:
   * it then stands for everything known below it.
   */
  readonly onDirty: (batch: DirtyBatch, firstHeardMs: number) => Promise<void>
  readonly onGit: (part: GitPart) => void
  readonly onState: (state: WatchState) => void
  /** `unheard` are those of the missed paths that no event has named yet. */
  readonly onReconciled: (result: Reconciled, unheard: readonly RepoPath[]) => void
  readonly onReconcileFailed: (error: RepoError) => void
  readonly watch?: WatchDirectory
  readonly chokidarLimit?: number
}

// A checkout rewrites several rule files in a row.
const rulesQuietMs = 200
const rulesLongestMs = 2000

/** Connects the parts. What a reconcile finds comes through `onDirty` like any other change. */
export function createRepoWatch(options: RepoWatchOptions): RepoWatch {
  const { place, clock, onState } = options
  let command: string | null = null
  let suspected = false
  let askedSoon = false

  const dirty = createDirtyPaths({
    clock,
    flush: options.onDirty,
    isTracked: options.isTracked,
    saveState: (events) => saveState(place.top, events),
    // Asking git in the middle of a burst would only have to be done again at its end.
    onOverflowRisk: () => {
      suspected = true
    },
    onBurstEnd: () => {
      askedSoon = true
      reconciler.request(suspected ? 'overflow' : 'burst-end')
      suspected = false
    },
  })

  const reconciler = createReconciler({
    clock,
    // What a burst's end asks for does not wait for the next burst.
    tooEarly: () => !askedSoon && dirty.inBurst(),
    listChanged() {
      askedSoon = false
      return options.listChanged()
    },
    known: options.known,
    stampOf: (path) => fileStamp(place.top, path),
    gitBusy: () => existsSync(`${place.gitDir}/index.lock`),
    onReconciled(result) {
      // Generations count from 1, so only a path that does not wait is current at 0.
      const unheard = result.missed.filter((path) => dirty.isCurrent(path, 0))
      for (const path of result.missed) dirty.mark(path)
      options.onReconciled(result, unheard)
    },
    onFailed: options.onReconcileFailed,
  })

  const onGit = (part: GitPart): void => {
    options.onGit(part)
    if (part === 'lock') return
    if (part === 'ignore-rules' || part === 'config') rules.notify()
    reconciler.request(part === 'ignore-rules' || part === 'attributes' ? 'rules-changed' : 'git-changed')
  }

  const onHint = (hint: WatchHint): void => {
    switch (hint.kind) {
      case 'work-tree':
        return dirty.mark(hint.path, hint.event)
      case 'directory-removed':
        return dirty.mark(hint.path)
      case 'directory-added':
        return reconciler.request('directory-added')
      case 'git':
        return onGit(hint.what)
      case 'overflow-risk':
        return reconciler.request('overflow')
      case 'limit-reached':
        command = hint.command
        reconciler.poll(true)
        return sayState()
      case 'gone':
        reconciler.poll(false)
        return onState({ kind: 'gone' })
      case 'back':
        reconciler.poll(command !== null)
        reconciler.request('back')
        return sayState()
    }
  }

  const watcher = createWatcher({ ...options, onHint }, options.chokidarLimit)
  const rules = createCoalescer({
    clock,
    quietMs: rulesQuietMs,
    maxWaitMs: rulesLongestMs,
    work: () => watcher.refresh(),
  })

  const sayState = (): void => {
    if (command === null) onState({ kind: 'watching', watches: watcher.watchCount() })
    else onState({ kind: 'polling', everyMs: reconciler.pollEveryMs(), command })
  }

  return {
    async start() {
      onState({ kind: 'starting' })
      const answer = await watcher.start()
      if (answer.kind === 'gone') onState({ kind: 'gone' })
      if (answer.kind !== 'watching') return answer
      sayState()
      reconciler.request('start')
      return answer
    },
    async stop() {
      rules.stop()
      dirty.stop()
      reconciler.stop()
      await watcher.stop()
    },
    reconcile: (reason) => reconciler.request(reason),
    isCurrent: (path, generation) => dirty.isCurrent(path, generation),
    waiting: () => dirty.waiting(),
    pending: () => dirty.pending(),
    inBurst: () => askedSoon || dirty.inBurst(),
    watchCount: () => watcher.watchCount(),
  }
}
