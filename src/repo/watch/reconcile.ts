import type { Cancel, Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { FileStamp } from './file-stamp'

/** Why the hints alone are not trusted any more. */
export type ReconcileReason =
  | 'start'
  | 'back'
  | 'burst-end'
  | 'overflow'
  | 'git-changed'
  | 'rules-changed'
  | 'directory-added'
  | 'poll'
  | 'asked'

export interface Reconciled {
  /** Paths that are not as they were last seen: what the watcher did not tell, or not yet. */
  readonly missed: readonly RepoPath[]
  readonly reasons: ReadonlySet<ReconcileReason>
  readonly tookMs: number
}

/** Asks git what changed and compares it with what is known: the repair of everything hints can miss. */
export interface Reconciler {
  /** Wants a run that begins after this call; several wishes share one. */
  request(reason: ReconcileReason): void
  /** Without watches, asks again and again: every 2 s, more slowly when asking takes long. */
  poll(on: boolean): void
  /** Milliseconds between two polls, as things are now. */
  pollEveryMs(): number
  stop(): void
}

export interface ReconcilerOptions {
  readonly clock: Clock
  /** Paths that differ from HEAD or are untracked. */
  readonly listChanged: () => Promise<Result<readonly RepoPath[], RepoError>>
  /** Each path looked at so far, with its stamp at that moment; null when nothing was there. */
  readonly known: () => ReadonlyMap<RepoPath, FileStamp | null>
  readonly stampOf: (path: RepoPath) => FileStamp | null
  /** Whether it is too early to ask: a wish is kept, and another one comes when it is not. */
  readonly tooEarly?: () => boolean
  /** Whether index.lock exists: git is at work, and what it says may be half of the truth. */
  readonly gitBusy: () => boolean
  readonly onReconciled: (result: Reconciled) => void
  readonly onFailed: (error: RepoError) => void
}

const quietMs = 100
const longestWaitMs = 1000
const lockStepMs = 50
const lockCapMs = 1000
const pollMs = 2000
const pollFactor = 20

/** One run at a time, and one after it for everything requested meanwhile. Idle it holds no timer. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { clock } = options
  let reasons = new Set<ReconcileReason>()
  let polling = false
  let cancelPoll: Cancel | null = null
  let everyMs = pollMs
  let stopped = false

  const run = async (): Promise<void> => {
    if (options.tooEarly?.() === true) return
    const wanted = reasons
    reasons = new Set()
    await lockGone()
    if (stopped) return
    const startedMs = clock.now()
    const changed = await options.listChanged()
    const missed = changed.ok ? await findMissed(changed.value, options.known(), options.stampOf) : []
    const tookMs = Math.max(0, clock.now() - startedMs)
    everyMs = Math.max(pollMs, tookMs * pollFactor)
    if (stopped) return
    if (changed.ok) options.onReconciled({ missed, reasons: wanted, tookMs })
    else options.onFailed(changed.error)
    schedulePoll()
  }

  const lockGone = async (): Promise<void> => {
    for (let waitedMs = 0; waitedMs < lockCapMs && options.gitBusy(); waitedMs += lockStepMs) {
      await new Promise<void>((resolve) => void clock.after(lockStepMs, resolve))
    }
  }

  const schedulePoll = (): void => {
    cancelPoll?.()
    cancelPoll = polling && !stopped ? clock.after(everyMs, () => request('poll')) : null
  }

  const coalescer = createCoalescer({ clock, quietMs, maxWaitMs: longestWaitMs, work: run })
  const request = (reason: ReconcileReason): void => {
    reasons.add(reason)
    coalescer.notify()
  }

  return {
    request,
    poll(on) {
      polling = on
      schedulePoll()
    },
    pollEveryMs: () => everyMs,
    stop() {
      stopped = true
      cancelPoll?.()
      coalescer.stop()
    },
  }
}

// Looking at a path takes some 5 µs; after this many, events get their turn.
const looksAtOnce = 500

/** Paths whose stamp is not the known one. Paths that nobody has looked at yet are among them when git lists them. */
export async function findMissed(
  changed: readonly RepoPath[],
  known: ReadonlyMap<RepoPath, FileStamp | null>,
  stampOf: (path: RepoPath) => FileStamp | null,
): Promise<readonly RepoPath[]> {
  const missed: RepoPath[] = []
  let looked = 0
  for (const path of new Set([...changed, ...known.keys()])) {
    if (stampOf(path) !== known.get(path)) missed.push(path)
    looked += 1
    if (looked % looksAtOnce === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return missed
}
