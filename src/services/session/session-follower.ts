import { realpath, rm } from 'node:fs/promises'
import type { Cancel, Clock } from '../../core/clock'
import type { RolloutEvent, TokenUsage } from '../../core/codex/rollout-event'
import type { RepoPath } from '../../core/repo/repo-path'
import { recordRollout } from '../../core/session/session-activity'
import { type Session, type SessionEvent, type SessionId, advanceSession, isLive } from '../../core/session/session'
import { type RolloutFinder, recentRollouts } from '../codex/rollout-finder'
import { type RolloutNote, type RolloutReader, readRollout } from '../codex/rollout-reader'
import { hasLauncher, runDirOf } from './launch'
import { watchLaunch } from './launch-watch'
import type { ProcessInfo } from './process-info'
import { matchRollout, readRolloutMeta, type RolloutMeta } from './rollout-match'
import { checkSession, eventOfRecord } from './session-end'

/** How often Firebreak asks whether a session is still there, besides being told. */
const checkEveryMs = 15_000
/** A terminal that has not run our launcher by then never will. */
const launchLimitMs = 60_000

export interface FollowerDeps {
  readonly clock: Clock
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly codexHome: string
  readonly finder: RolloutFinder
  readonly processes: ProcessInfo
  /** Whether another session than this one already follows the rollout. */
  readonly isClaimed: (rolloutPath: string, sessionId: SessionId) => boolean
  /** The session is another value now. */
  readonly onSession: (session: Session) => void
  /** What Codex reported, after `onSession`. Reports come late and, after a restart, again: their times say which. */
  readonly onReport: (event: RolloutEvent, session: Session) => void
  readonly onNote: (note: RolloutNote, session: Session) => void
  /** The lane that a model plays in now; a session that was started elsewhere is of the lane of its model. */
  readonly laneOf: (model: string) => Session['lane']
}

export interface SessionFollower {
  session(): Session
  /** For what the follower cannot see itself, such as a terminal that did not open. */
  apply(event: SessionEvent): void
  /**
   * The terminal program is done; `code` is null after a signal. With 0 it may have handed its window to a server, so only a
   * failure says that nothing more comes.
   */
  terminalExited(code: number | null): Promise<void>
  /** Looks away from what Codex does, and never touches Codex. Its end is still noticed. */
  stopFollowing(): void
  /** Asks now whether it has ended, instead of at the next round. */
  checkNow(): void
  /** Lets go of everything; the session stays as it is. */
  dispose(): void
}

/**
 * Follows one session from its start, or from where it was after a restart of the app, to its end. For one in a terminal the
 * launch is prepared first, then this is called, then the terminal is opened.
 */
export function followSession(first: Session, deps: FollowerDeps): SessionFollower {
  const { clock, home, codexHome, finder, processes, isClaimed, onSession, onReport, onNote, laneOf } = deps
  const runDir = runDirOf(home, first.id)
  // One that was started elsewhere began with a record of its rollout.
  const slackMs = first.where === 'elsewhere' ? 0 : 2000
  const readers = new Map<string, RolloutReader>()
  const settled = new Set<string>()
  const looking = new Set<string>()
  /** Touched while it was being looked at, so the answer can be old. */
  const lookAgain = new Set<string>()
  const cancels: Cancel[] = []
  let cancelCheck: Cancel | null = null
  let session = first
  /** What its thread had used before this session. */
  let tokensBefore: TokenUsage | null = null
  let disposed = false

  const become = (next: Session): void => {
    if (next === session || disposed) return
    session = next
    onSession(session)
  }

  const apply = (event: SessionEvent): void => {
    const wasWaiting = session.process === null
    become(advanceSession(session, event))
    if (session.state === 'ended' || session.state === 'failed-to-start') void finish()
    else if (wasWaiting && session.process !== null) void lookAround()
  }

  /**
   * The last records can be behind the launcher's: they are read before the session is let go. Without its parameters a
   * launcher refuses, so a terminal that opens at last starts nothing that is not followed.
   */
  const finish = async (): Promise<void> => {
    await Promise.all([...readers.values()].map((reader) => reader.caughtUp()))
    release()
    await rm(runDir, { recursive: true, force: true }).catch(() => {})
  }

  const release = (): void => {
    cancelCheck?.()
    for (const cancel of cancels.splice(0)) cancel()
    for (const reader of readers.values()) reader.stop()
  }

  const report = (event: RolloutEvent, helper: boolean, toRepoPath: (path: string) => RepoPath | null): void => {
    if (disposed || !session.following) return
    // A resumed thread brings the turns of its earlier sessions with it.
    if ('atMs' in event && event.kind !== 'session-meta' && event.atMs < session.startedAtMs - slackMs) {
      if (event.kind === 'token-count') tokensBefore = event.usage ?? tokensBefore
      return
    }
    // A helper thread has turns of its own, which nobody typed.
    if (helper && event.kind !== 'patch' && !event.kind.startsWith('command-')) return
    if (event.kind === 'turn-started' && event.atMs > (session.endedAtMs ?? Infinity)) apply({ type: 'turn-seen' })
    become(inItsLane(recordRollout(session, event, toRepoPath)))
    if (event.kind === 'token-count' && event.usage !== null)
      become({ ...session, tokens: usedSince(tokensBefore, event.usage) })
    onReport(event, session)
  }

  const inItsLane = (next: Session): Session =>
    next.where === 'elsewhere' && next.model !== session.model ? { ...next, lane: laneOf(next.model) } : next

  const follow = async (path: string, meta: RolloutMeta): Promise<void> => {
    const realCwd = await realpath(meta.cwd).catch(() => meta.cwd)
    const repoPrefix = session.repoPath.endsWith('/') ? session.repoPath : `${session.repoPath}/`
    const toRepoPath = (absolute: string): RepoPath | null => {
      const real = absolute.startsWith(`${meta.cwd}/`) ? realCwd + absolute.slice(meta.cwd.length) : absolute
      return real.startsWith(repoPrefix) ? real.slice(repoPrefix.length) : null
    }
    if (disposed || !session.following || readers.has(path)) return
    const onEvents = (events: readonly RolloutEvent[]): void => {
      for (const event of events) report(event, meta.isSubagent, toRepoPath)
    }
    readers.set(path, readRollout({ path, clock, onEvents, onNote: (note) => onNote(note, session) }))
  }

  const look = async (path: string): Promise<void> => {
    if (disposed || !session.following || settled.has(path) || isClaimed(path, first.id)) return
    if (looking.has(path)) {
      lookAgain.add(path)
      return
    }
    looking.add(path)
    try {
      await decide(path)
    } finally {
      looking.delete(path)
    }
    if (lookAgain.delete(path)) await look(path)
  }

  const decide = async (path: string): Promise<void> => {
    const meta = await readRolloutMeta(path)
    if (meta === null) return
    const match = await matchRollout(session, path, meta, { processes, nowMs: clock.now() })
    if (match === 'later' || disposed || isClaimed(path, first.id)) return
    settled.add(path)
    if (match === 'no') return
    const { threadId, originator } = meta
    apply({ type: 'found', threadId, rolloutPath: path, certainty: match, originator })
    await follow(path, meta)
  }

  const lookAround = async (): Promise<void> => {
    const recent = await recentRollouts(codexHome, session.startedAtMs, clock.now())
    for (const file of recent.toReversed()) await look(file.path)
  }

  const readRecords = async (): Promise<void> => {
    for (const event of await checkSession(session, { runDir, processes, nowMs: clock.now() })) apply(event)
  }

  const check = async (): Promise<void> => {
    await readRecords()
    if (isLive(session) && session.threadId === null) await lookAround()
    const waitedMs = clock.now() - session.startedAtMs
    if (session.where === 'terminal' && hasLauncher() && session.state === 'starting' && waitedMs >= launchLimitMs) {
      apply({ type: 'failed-to-start', atMs: clock.now(), failure: 'no-answer' })
    }
    if (disposed || !(isLive(session) || session.state === 'probably-ended')) return
    cancelCheck = clock.after(checkEveryMs, () => void check())
  }

  const begin = async (): Promise<void> => {
    if (session.where === 'terminal') {
      cancels.push(watchLaunch({ runDir, clock, onRecord: (record) => apply(eventOfRecord(record)) }))
    }
    cancels.push(finder.onTouched((path) => void look(path)))
    const known = session.rolloutPath
    const meta = known === null ? null : await readRolloutMeta(known)
    if (known !== null && meta !== null) {
      settled.add(known)
      await follow(known, meta)
    }
    await check()
  }

  void begin()
  return {
    session: () => session,
    apply,
    async terminalExited(code) {
      if (code === 0) return
      // What the launcher recorded says more, and may not have been heard of yet.
      await readRecords()
      apply({ type: 'failed-to-start', atMs: clock.now(), failure: 'terminal-exited' })
    },
    stopFollowing() {
      apply({ type: 'stopped-following' })
      for (const reader of readers.values()) reader.stop()
    },
    checkNow: () => void readRecords(),
    dispose() {
      disposed = true
      release()
    },
  }
}

function usedSince(before: TokenUsage | null, now: TokenUsage): TokenUsage {
  if (before === null) return now
  return {
    total: now.total - before.total,
    input: now.input - before.input,
    cachedInput: now.cachedInput - before.cachedInput,
    output: now.output - before.output,
  }
}
