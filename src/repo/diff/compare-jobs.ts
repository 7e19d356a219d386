import type { Clock } from '../../core/clock'
import type { Whitespace } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import { isUntouched, type Stamp } from './disk-side'
import type { ScopeView } from './scope-view'
import type { ShownFiles } from './shown-files'

export interface CompareOptions {
  /** So many files get their body; the rest are outlines. */
  readonly bodies: number
  readonly whitespace: Whitespace
  /** Compare also what looks untouched since it was compared last. */
  readonly anew: boolean
  /** Stamps taken just now, so that they need not be taken again. */
  readonly stamps?: ReadonlyMap<RepoPath, Stamp | null>
  /** When each path was first saved; a save newer than its job drops the job's answer, unless it waits too long already. */
  readonly savedAtMs?: ReadonlyMap<RepoPath, number>
}

/** Compares the files of a scope, a few at once, and puts the answers into what is shown. */
export interface CompareJobs {
  /** The answer: paths whose comparison was overtaken by a newer save and dropped. */
  compareAll(view: ScopeView, paths: readonly RepoPath[], options: CompareOptions): Promise<ReadonlySet<RepoPath>>
  /** A newer save of the path: its running job is stale, where its answer can be dropped. */
  touched(path: RepoPath): void
  /** What the path is compared to be does not hang on its file alone: it is compared also when that looks untouched. */
  forget(path: RepoPath): void
  /** Gives up everything that runs. */
  cancel(): void
  /** Forgets what is known of files on disk: another scope is shown. */
  reset(): void
}

const atOnce = 8
/** A file that is written without a pause is shown at least this often. */
const longestStaleMs = 250

interface Job {
  readonly controller: AbortController
  readonly sinceMs: number
  /** A newer save drops it. Otherwise its answer is shown as it is, so that it must be a whole one. */
  readonly droppable: boolean
  stale: boolean
}

export function createCompareJobs({
  clock,
  shown,
}: {
  readonly clock: Clock
  readonly shown: ShownFiles
}): CompareJobs {
  const stamps = new Map<RepoPath, Stamp>()
  const running = new Map<RepoPath, Job>()
  let cancelled = 0

  const compareOne = async (
    view: ScopeView,
    path: RepoPath,
    body: boolean,
    options: CompareOptions,
  ): Promise<boolean> => {
    const taken = options.stamps?.get(path)
    const stamp = taken !== undefined ? taken : view.live ? view.stamp(path) : null
    if (!options.anew && isUntouched(stamps.get(path) ?? null, stamp)) return true
    const job = {
      controller: new AbortController(),
      sinceMs: options.savedAtMs?.get(path) ?? clock.now(),
      droppable: options.savedAtMs !== undefined,
      stale: false,
    }
    running.set(path, job)
    const wanted = body || shown.isLoaded(path)
    const compared = wanted
      ? await view.compare(path, job.controller.signal, options.whitespace)
      : await view.outline(path, stamp)
    if (running.get(path) === job) running.delete(path)
    if (job.stale) return false
    if (stamp === null) stamps.delete(path)
    else stamps.set(path, stamp)
    shown.put(path, compared)
    return true
  }

  return {
    async compareAll(view, paths, options) {
      const dropped = new Set<RepoPath>()
      const left = paths.map((path, index) => ({ path, body: index < options.bodies })).values()
      const before = cancelled
      const worker = async (): Promise<void> => {
        for (const { path, body } of left) {
          if (cancelled !== before) return
          if (!(await compareOne(view, path, body, options))) dropped.add(path)
        }
      }
      await Promise.all(Array.from({ length: Math.min(atOnce, paths.length) }, worker))
      return dropped
    },
    touched(path) {
      const job = running.get(path)
      if (job?.droppable !== true || clock.now() - job.sinceMs > longestStaleMs) return
      job.stale = true
      job.controller.abort()
    },
    forget: (path) => void stamps.delete(path),
    cancel() {
      cancelled++
      for (const job of running.values()) job.controller.abort()
    },
    reset() {
      stamps.clear()
    },
  }
}
