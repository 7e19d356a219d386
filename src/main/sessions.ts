import type { Clock } from '../core/clock'
import { describeError } from '../core/errors/describe-error'
import type { RepoId } from '../core/repo/repo-status'
import type { Change } from '../core/session/change'
import { changeEnds } from '../core/session/change-ends'
import { isBusy } from '../core/session/busy'
import { isLive, type Session, type SessionEvent, type SessionId } from '../core/session/session'
import type { SessionRegistry } from '../services/session/session-registry'
import { followSession, type FollowerDeps, type SessionFollower } from '../services/session/session-follower'
import type { LimitsReader } from '../services/limits/limits-reader'
import type { RepoFact } from '../shared/repo-facts'
import type { AppStore } from './app-store'
import type { LastChanges } from './last-changes'
import { raiseNoEndCheckpoint, raiseRolloutNote, raiseUnprotected, takeBackUnprotected } from './notices'
import type { RepoHost } from './repo/repo-host'
import type { Repositories } from './repositories'

/** The sessions that are followed now, from their start to their end and across restarts. */
export interface Sessions {
  /** Keeps a new session and follows it. `records`: its changes are what the repo process records from now on. */
  begin(session: Session, records?: boolean): Promise<void>
  /** For what only the caller can know, such as a terminal that did not open. */
  apply(sessionId: SessionId, event: SessionEvent): void
  /** The terminal of a session is done; `code` is null after a signal. */
  terminalExited(sessionId: SessionId, code: number | null): void
  /** False when there is no such session. */
  stopFollowing(sessionId: SessionId): boolean
  keepChange(fact: Extract<RepoFact, { type: 'change-closed' }>): void
  /** How much of sessions was read is kept with them, so that it is known where their repository is not watched. */
  keepReviews(): void
  /** The live session of a repository that is followed, if there is one; the one whose changes are recorded comes first. */
  liveIn(repoId: RepoId): Session | null
  /** A process has let go of a thread: whether its session has ended is asked at once. */
  checkThread(threadId: string): void
  /**
   * Closes what another session of this repository has open, so that the changes of a new one can be recorded: one session
   * of a repository records at a time.
   */
  makeWay(repoId: RepoId): Promise<void>
  /** Takes up the sessions of an earlier run of the app. */
  restore(): Promise<void>
  /** Tells the repo process about the live sessions of repositories that it serves anew. */
  resume(isAffected: (repoId: RepoId) => boolean): Promise<void>
  dispose(): void
}

type Follower = Pick<FollowerDeps, 'home' | 'codexHome' | 'finder' | 'processes' | 'laneOf'>

interface Deps extends Follower {
  readonly store: AppStore
  readonly host: RepoHost
  readonly registry: SessionRegistry
  readonly repositories: Repositories
  readonly limits: LimitsReader
  readonly lastChanges: LastChanges
  readonly clock: Clock
  /** The captures of a session have ended. */
  readonly onEnded: (session: Session) => void
  /** Codex began a turn in a session that is on. */
  readonly onTurn: (session: Session) => void
}

export function createSessions(deps: Deps): Sessions {
  const { store, host, registry, repositories, limits, clock } = deps
  const followers = new Map<SessionId, SessionFollower>()
  const savedReviews = new Map<SessionId, Session['review']>()
  /** By repository, the session whose changes the repo process records. */
  const recorders = new Map<RepoId, SessionId>()

  const find = (sessionId: SessionId | undefined): Session | undefined =>
    store.state().sessions.find(({ id }) => id === sessionId)
  const liveOf = (repoId: RepoId): readonly Session[] =>
    store.state().sessions.filter((s) => s.repoId === repoId && s.following && isLive(s))

  const compare = ({ repoId, id }: Session): void => store.dispatch({ type: 'session/compared', repoId, sessionId: id })

  const follow = (session: Session): void => {
    const follower = followSession(session, {
      home: deps.home,
      codexHome: deps.codexHome,
      finder: deps.finder,
      processes: deps.processes,
      laneOf: deps.laneOf,
      clock,
      // One that has ended lets go of it: `codex resume` goes on in the same rollout.
      isClaimed: (rolloutPath) =>
        store
          .state()
          .sessions.some((other) => other.id !== session.id && !isOver(other) && other.rolloutPath === rolloutPath),
      onSession: (next) => void onSession(next),
      onReport(event, reported) {
        const { repoId, id } = reported
        if (event.kind === 'turn-started' && isLive(reported)) onTurn(reported)
        if (event.kind === 'patch' || event.kind === 'command-ended' || event.kind === 'turn-ended')
          void host.request({ type: 'settle', repoId, sessionId: recorders.get(repoId) ?? id })
        if (event.kind === 'turn-ended') limits.turnEnded()
      },
      onNote: (note, { id }) => raiseRolloutNote(store, note, id),
    })
    followers.set(session.id, follower)
  }

  const onSession = async (session: Session): Promise<void> => {
    const before = store.state().sessions.find((other) => other.id === session.id)
    store.dispatch({ type: 'session/changed', session })
    limits.setLive(store.state().sessions.some((other) => isLive(other) && other.following))
    save(session.id)
    if (before !== undefined && isLive(before) && !isLive(session)) await onEnded(session)
    const isBack = before !== undefined && before.state === 'probably-ended' && isLive(session)
    if (isBack && !recorders.has(session.repoId)) await resumeOne(session)
  }

  /** As the app knows it: whoever follows a session does not know what was read of it. */
  const save = (sessionId: SessionId): void => {
    const known = store.state().sessions.find(({ id }) => id === sessionId)
    if (known === undefined) return
    savedReviews.set(sessionId, known.review)
    registry.save(known)
  }

  const onEnded = async (session: Session): Promise<void> => {
    if (isOver(session)) followers.delete(session.id)
    // One that was not followed any more has had its last checkpoint when that began.
    if (session.following) await endCaptures(session)
    limits.turnEnded()
    await repositories.releaseIdle()
  }

  /** The session that works now has its changes; another one that was recorded and rests gives way. */
  const onTurn = (session: Session): void => {
    deps.onTurn(session)
    const recorder = find(recorders.get(session.repoId))
    if (recorder === undefined || recorder.id === session.id || session.baseline === null) return
    if (isLive(recorder) && recorder.following && isBusy(recorder)) return
    void handOver(session)
  }

  const makeWay = async (repoId: RepoId): Promise<string | null> => {
    const recorder = find(recorders.get(repoId))
    recorders.delete(repoId)
    if (recorder === undefined || !isLive(recorder)) return null
    const ended = await host.request({ type: 'end-session', repoId, sessionId: recorder.id })
    return ended.ok ? ended.value.id : null
  }

  const handOver = async (session: Session): Promise<void> => {
    const last = await makeWay(session.repoId)
    await resumeOne(session, last)
  }

  const endCaptures = async (session: Session): Promise<void> => {
    const { repoId, id } = session
    const recorder = recorders.get(repoId)
    if (recorder !== undefined && recorder !== id) return deps.onEnded(session)
    const ended = await host.request({ type: 'end-session', repoId, sessionId: id })
    recorders.delete(repoId)
    if (!ended.ok) raiseNoEndCheckpoint(store, id)
    deps.onEnded(session)
    const next = newestWork(liveOf(repoId).filter((other) => other.id !== id && other.baseline !== null))
    if (next !== null) await resumeOne(next, ended.ok ? ended.value.id : null)
  }

  /** `last` is what the repository was captured as meanwhile, for another session. */
  const resumeOne = async (session: Session, last: string | null = null): Promise<void> => {
    if (session.baseline === null || !session.following) return
    const opened = await repositories.protect(session.repoPath)
    if (!opened.ok) return raiseUnprotected(store, session, describeError(opened.error))
    const changes = store.state().changes[session.id] ?? []
    const captured = changes.findLast((change) => change.checkpointId !== null)
    // First, so that nothing else is ever shown as the last change.
    deps.lastChanges.again(session.id)
    const resumed = await host.request({
      type: 'resume-session',
      repoId: session.repoId,
      sessionId: session.id,
      baseline: session.baseline.checkpointId,
      lastCheckpoint: last ?? captured?.checkpointId ?? session.baseline.checkpointId,
      lastChange: changes.at(-1)?.number ?? 0,
      changes: changeEnds(changes),
    })
    if (!resumed.ok) return raiseUnprotected(store, session, describeError(resumed.error))
    recorders.set(session.repoId, session.id)
    compare(session)
    takeBackUnprotected(store, session)
  }

  const resume = async (isAffected: (repoId: RepoId) => boolean): Promise<void> => {
    const repoIds = new Set(
      store
        .state()
        .sessions.filter(isLive)
        .map(({ repoId }) => repoId),
    )
    for (const repoId of repoIds) {
      const next = isAffected(repoId) ? newestWork(liveOf(repoId).filter(({ baseline }) => baseline !== null)) : null
      if (next !== null) await resumeOne(next)
    }
  }

  return {
    async begin(session, records = true) {
      if (records) recorders.set(session.repoId, session.id)
      const kept = onSession(session)
      // After it is listed, so that no window looks for another one meanwhile.
      if (records) compare(session)
      await kept
      // Closed while the start was still on its way.
      for (const change of store.state().changes[session.id] ?? []) registry.addChange(change)
      follow(session)
    },
    apply: (sessionId, event) => followers.get(sessionId)?.apply(event),
    terminalExited: (sessionId, code) => void followers.get(sessionId)?.terminalExited(code),
    stopFollowing(sessionId) {
      const session = store.state().sessions.find((other) => other.id === sessionId)
      if (session === undefined) return false
      followers.get(sessionId)?.stopFollowing()
      void (async () => {
        if (isLive(session) && session.following) await endCaptures(session)
        // Nobody would ever find out how one ended that Codex never began.
        if (session.state === 'starting' && session.where === 'by-hand')
          followers.get(sessionId)?.apply({ type: 'ended', atMs: clock.now(), exitCode: null })
        await repositories.releaseIdle()
      })()
      return true
    },
    keepChange({ change }) {
      // A start that did not happen belongs to nobody.
      if (store.state().sessions.some(({ id }) => id === change.sessionId)) registry.addChange(change)
    },
    keepReviews() {
      for (const { id, review } of store.state().sessions)
        if (review !== null && savedReviews.get(id) !== review) save(id)
    },
    liveIn(repoId) {
      const live = liveOf(repoId)
      return live.find(({ id }) => id === recorders.get(repoId)) ?? live[0] ?? null
    },
    checkThread(threadId) {
      for (const session of store.state().sessions)
        if (session.threadId === threadId && isLive(session)) followers.get(session.id)?.checkNow()
    },
    async makeWay(repoId) {
      await makeWay(repoId)
    },
    async restore() {
      const kept = await registry.load()
      const changes: Record<SessionId, readonly Change[]> = {}
      for (const { id, review } of kept) {
        changes[id] = await registry.changes(id)
        savedReviews.set(id, review)
      }
      store.dispatch({ type: 'sessions/loaded', sessions: kept, changes })
      await resume(() => true)
      // Also one that is not followed any more: its end is still noticed.
      for (const session of kept) if (!isOver(session)) follow(session)
      limits.setLive(kept.some((session) => isLive(session) && session.following))
    },
    resume,
    dispose() {
      for (const follower of followers.values()) follower.dispose()
      followers.clear()
    },
  }
}

/** The session that Codex worked in last. */
function newestWork(sessions: readonly Session[]): Session | null {
  const at = ({ turns, startedAtMs }: Session): number => turns.at(-1)?.startedAtMs ?? startedAtMs
  return sessions.toSorted((a, b) => at(b) - at(a))[0] ?? null
}

/** Whether it has certainly ended, so that nothing more is expected of it. */
function isOver({ state }: Session): boolean {
  return state === 'ended' || state === 'failed-to-start'
}
