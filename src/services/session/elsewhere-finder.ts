import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { decideElsewhere, isFresh } from '../../core/codex/decide-elsewhere'
import { openRollouts } from '../codex/open-rollouts'
import { peekRollout, type RolloutPeek } from '../codex/peek-rollout'
import type { RolloutFinder } from '../codex/rollout-finder'
import { rolloutOfThread } from '../codex/rollout-of-thread'
import type { ThreadLocks } from '../codex/thread-locks'
import { workTreeOf } from '../codex/work-tree'
import { watchFolder } from '../watch-folder'
import { type ProcessInfo, processStartMs } from './process-info'

/** A session that somebody started outside of Firebreak, as its rollout tells. */
export interface FoundElsewhere {
  readonly threadId: string
  readonly rolloutPath: string
  /** Absolute real path of the work tree's top level. */
  readonly repoPath: string
  readonly originator: string | null
  /** Null while no turn has said so. */
  readonly model: string | null
  readonly startedAtMs: number
}

/** What Firebreak knows already. */
export interface KnownSessions {
  /** A session that is on follows this rollout. */
  isFollowed(rolloutPath: string): boolean
  /** A session that is on in this work tree has not found its rollout yet: it may be this one. */
  isAwaited(repoPath: string): boolean
  /** When the last session of this thread ended; null when there was none. */
  endedAtMs(threadId: string): number | null
  /** A rollout with this originator was begun by a session of this Firebreak. */
  isOurs(originator: string): boolean
}

export interface ElsewhereFinder {
  /** Looks at a rollout of which somebody else has heard, such as the guard's hook. */
  look(rolloutPath: string): void
  /** Settles when what has been seen so far is decided. */
  settled(): Promise<void>
  stop(): void
}

interface Deps {
  readonly clock: Clock
  readonly codexHome: string
  readonly finder: RolloutFinder
  readonly locks: ThreadLocks
  readonly processes: ProcessInfo
  readonly known: KnownSessions
  /** Resolves when the session is known; its rollout is not looked at before. */
  readonly onFound: (found: FoundElsewhere) => Promise<void>
  /** A process gave a thread back: its session has probably ended. */
  readonly onReleased: (threadId: string) => void
}

const firebreaks = /^firebreak(?:_|$)/
/** So many are remembered as no session of anybody's; a day has rarely a hundred. */
const mostSettled = 5000
/** Of locks that lie there at the start, where nothing says who holds a rollout. */
const mostLocks = 30

/**
 * Finds the sessions that are started elsewhere: by writes into the day folders that are watched anyway, by the locks of
 * threads that are taken up again, and once at the start by what processes hold open. Looks at one rollout after the other.
 */
export function createElsewhereFinder(deps: Deps): ElsewhereFinder {
  const { clock, codexHome, finder, locks, processes, known, onFound } = deps
  const settled = new Set<string>()
  const waiting = new Set<string>()
  /** Being taken up: sessions of several repositories at the same time. */
  const taking = new Map<string, Promise<void>>()
  /** Old day folders in which a thread was taken up again. */
  const oldFolders = new Map<string, { readonly threads: Set<string>; readonly unwatch: Cancel }>()
  const cancels: Cancel[] = []
  let running: Promise<void> = Promise.resolve()
  let stopped = false

  const look = (path: string): void => {
    locks.lookAgain()
    if (stopped || settled.has(path) || waiting.has(path) || taking.has(path) || known.isFollowed(path)) return
    waiting.add(path)
    running = running.then(async () => {
      waiting.delete(path)
      if (!stopped && !taking.has(path) && !known.isFollowed(path)) await decide(path)
    })
  }

  const settle = (path: string): void => {
    if (settled.size >= mostSettled) settled.clear()
    settled.add(path)
  }

  const decide = async (path: string): Promise<void> => {
    const peek = await peekRollout(path)
    if (peek === null) return
    const { meta } = peek
    // A helper thread belongs to the session that started it; ours are followed from their start.
    const ours = meta.originator !== null && firebreaks.test(meta.originator)
    const earlierEndedAtMs = known.endedAtMs(meta.threadId)
    if (known.isFollowed(path)) return
    if (meta.isSubagent || (ours && earlierEndedAtMs === null)) {
      if (!ours || !known.isOurs(meta.originator ?? '')) settle(path)
      return
    }
    const repoPath = await workTreeOf(meta.cwd)
    if (repoPath === null) return settle(path)
    if (known.isAwaited(repoPath)) return
    const facts = { ...peek, nowMs: clock.now(), earlierEndedAtMs }
    const decided = decideElsewhere({ ...facts, heldSince: isFresh(facts) ? 'unknown' : await heldSince(path, peek) })
    // Its own session can have found it meanwhile.
    if (decided.kind === 'not-on' || stopped || known.isFollowed(path) || known.isAwaited(repoPath)) return
    const { threadId, originator } = meta
    const { startedAtMs } = decided
    const found = { threadId, rolloutPath: path, repoPath, originator, model: peek.model, startedAtMs }
    taking.set(
      path,
      onFound(found).finally(() => taking.delete(path)),
    )
  }

  const heldSince = async (path: string, { beganAtMs }: RolloutPeek): Promise<number | 'nobody' | 'unknown'> => {
    const holders = await processes.holdersOf(path)
    if (holders.kind === 'unknown') return 'unknown'
    if (holders.pids.length === 0) return 'nobody'
    const starts = await Promise.all(holders.pids.map((pid) => processStartMs(pid)))
    const told = starts.filter((atMs) => atMs !== null)
    return told.length === 0 ? beganAtMs : Math.min(...told)
  }

  const onLock = async (threadId: string, held: boolean): Promise<void> => {
    if (!held) {
      for (const [folder, { threads, unwatch }] of oldFolders) {
        if (!threads.delete(threadId) || threads.size > 0) continue
        unwatch()
        oldFolders.delete(folder)
      }
      return deps.onReleased(threadId)
    }
    const path = await rolloutOfThread(codexHome, threadId)
    if (path === null || stopped) return
    const folder = dirname(path)
    // It is written at the next prompt, and no watch may stand there.
    if (!finder.watches(folder)) watchOld(folder, threadId)
    look(path)
  }

  const watchOld = (folder: string, threadId: string): void => {
    const watched = oldFolders.get(folder)
    if (watched !== undefined) return void watched.threads.add(threadId)
    const threads = new Set([threadId])
    const onHint = (name: string | null): void => {
      for (const thread of threads) if (name?.endsWith(`${thread}.jsonl`) === true) look(`${folder}/${basename(name)}`)
    }
    oldFolders.set(folder, { threads, unwatch: watchFolder({ folder, clock, onHint }) })
  }

  const begin = async (): Promise<void> => {
    const open = await openRollouts(codexHome)
    if (open !== null) {
      for (const path of open) look(path)
      return
    }
    for (const threadId of await locks.newest(mostLocks)) {
      const path = await rolloutOfThread(codexHome, threadId)
      if (path !== null && existsSync(path)) look(path)
    }
  }

  cancels.push(finder.onTouched(look))
  cancels.push(locks.onHint(({ threadId, held }) => void onLock(threadId, held)))
  const begun = begin()
  return {
    look,
    async settled() {
      await begun
      await running
      await Promise.all(taking.values())
    },
    stop() {
      stopped = true
      for (const cancel of cancels) cancel()
      for (const { unwatch } of oldFolders.values()) unwatch()
    },
  }
}
