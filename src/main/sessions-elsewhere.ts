import { randomUUID } from 'node:crypto'
import type { Checkpoint } from '../core/checkpoint/checkpoint'
import type { Cancel, Clock } from '../core/clock'
import { describeError } from '../core/errors/describe-error'
import { gateOf } from '../core/gate/held-back'
import { isGatedModel } from '../core/lanes/lanes'
import type { RepoId } from '../core/repo/repo-status'
import type { Result } from '../core/result'
import { isBusy } from '../core/session/busy'
import { advanceSession, isLive, newSession, type Session, type SessionId } from '../core/session/session'
import { baselineFacts } from '../core/start/passage'
import { lateWords } from '../core/words/late-words'
import { repoIdOf } from '../services/repo-id'
import type { FoundElsewhere, KnownSessions } from '../services/session/elsewhere-finder'
import { sessionOriginator } from '../services/session/launch'
import { uncommittedBefore } from '../services/session/uncommitted-before'
import type { AppStore } from './app-store'
import type { BusyRepos } from './busy-repos'
import type { FollowNewest } from './follow-newest'
import { raiseCaptureBegan, raiseStartedWithoutCommit, raiseUnprotected } from './notices'
import type { RepoHost } from './repo/repo-host'
import type { Repositories } from './repositories'
import type { Sessions } from './sessions'
import type { Shell } from './shell-port'
import { prepareLiveDiff } from './show-live-diff'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly sessions: Sessions
  readonly busy: Pick<BusyRepos, 'inTurn'>
  readonly repositories: Repositories
  readonly follow: FollowNewest
  readonly shell: Shell
  readonly clock: Clock
  readonly laneOf: (model: string) => Session['lane']
  /** The user is told in home what checkpoints of this repository keep. */
  readonly acceptCapture: (wish: { readonly repoId: RepoId }) => Promise<unknown>
}

export interface SessionsElsewhere {
  /** Takes a session up; resolves when it is followed. */
  takeUp(found: FoundElsewhere): Promise<void>
  stop: Cancel
}

type Captured = Result<Checkpoint, Parameters<typeof describeError>[0]>

/** What the finder of sessions elsewhere has to know of those that Firebreak follows. */
export function knownSessions(store: AppStore): KnownSessions {
  const all = (): readonly Session[] => store.state().sessions
  const isOn = (session: Session): boolean => isLive(session) || session.state === 'probably-ended'
  return {
    isFollowed: (path) => all().some((session) => session.rolloutPath === path && isOn(session)),
    isAwaited: (repoPath) =>
      all().some((s) => s.repoPath === repoPath && isLive(s) && s.following && s.threadId === null),
    endedAtMs(threadId) {
      const before = all().filter((session) => session.threadId === threadId && !isOn(session))
      const ended = before.flatMap(({ endedAtMs }) => endedAtMs ?? [])
      return ended.length === 0 ? null : Math.max(...ended)
    },
    isOurs: (originator) => all().some(({ id }) => sessionOriginator(id) === originator),
  }
}

/**
 * Takes up sessions that were started outside of Firebreak: the repository is watched, a checkpoint is taken late, and from
 * then on each is a session like any other. Before somebody has chosen a repository nothing is captured.
 */
export function createSessionsElsewhere(deps: Deps): SessionsElsewhere {
  const { store, host, sessions, busy, repositories, follow, clock, laneOf } = deps
  /** Those of an earlier run of the app were said then. */
  const told = new Set<SessionId>(store.state().sessions.map(({ id }) => id))
  const looked = new Set<SessionId>(told)

  const takeUp = async (found: FoundElsewhere): Promise<void> => {
    const repoId = await repoIdOf(found.repoPath)
    let begun: Session | null = null
    // It is not let go of while it is taken up, and no start of Firebreak comes between.
    await busy.inTurn(repoId, async () => {
      begun = await begin(found, repoId)
    })
    if (begun === null) return
    await repositories.refreshKnown()
    await tellOfCapture(begun)
    await follow.consider(begun)
    if (store.state().activeRepoId !== repoId) return
    prepareLiveDiff(deps, repoId).show()
  }

  /** Null when its repository cannot be watched, which is said. */
  const begin = async (found: FoundElsewhere, repoId: RepoId): Promise<Session | null> => {
    const id = randomUUID()
    const opened = await repositories.protect(found.repoPath)
    if (!opened.ok) {
      const session = newFound(found, { id, repoId, baseline: null })
      await sessions.begin(session, false)
      raiseUnprotected(store, session, describeError(opened.error))
      return null
    }
    const other = sessions.liveIn(repoId)
    const beside = other !== null && isBusy(other)
    const baseline = await capture(repoId, id, found, beside)
    const session = newFound(found, { id, repoId, baseline })
    await sessions.begin(session, baseline.ok && !beside)
    if (!baseline.ok) raiseUnprotected(store, session, describeError(baseline.error))
    return session
  }

  /** One session of a repository records at a time. Where another one is at work, this one's changes are among its. */
  const capture = async (
    repoId: RepoId,
    sessionId: SessionId,
    { startedAtMs }: FoundElsewhere,
    beside: boolean,
  ): Promise<Captured> => {
    const label = `Late checkpoint, ${lateWords(clock.now() - startedAtMs)}`
    if (beside) return host.request({ type: 'create-checkpoint', repoId, label, reason: 'session-start' })
    await sessions.makeWay(repoId)
    return host.request({ type: 'begin-session', repoId, sessionId, label, unconfirmed: true, sinceMs: startedAtMs })
  }

  const newFound = (
    found: FoundElsewhere,
    known: { readonly id: SessionId; readonly repoId: RepoId; readonly baseline: Captured | null },
  ): Session => {
    const { threadId, rolloutPath, repoPath, originator, startedAtMs } = found
    const model = found.model ?? ''
    const taken = known.baseline?.ok === true ? known.baseline.value : null
    const session = newSession({
      id: known.id,
      repoId: known.repoId,
      repoPath,
      lane: laneOf(model),
      model,
      where: 'elsewhere',
      prompt: null,
      startedAtMs,
      baseline: taken === null ? null : { checkpointId: taken.id, commit: taken.head, atMs: taken.atMs },
      startedWithoutGate: null,
      ...(taken === null ? {} : baselineFacts(taken)),
    })
    return advanceSession(session, { type: 'found', threadId, rolloutPath, certainty: 'sure', originator })
  }

  /**
   * Asked at the first prompt that Codex has taken: one that the guard refused has written nothing, and its work may be
   * committed since. What Codex has written is not counted, however late it is asked.
   */
  const readStart = async ({ id, repoId, repoPath }: Session, atMs: number): Promise<void> => {
    const status = await host.request({ type: 'read-status', repoId })
    if (!status.ok) return
    store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
    const gate = gateOf(status.value, store.state().settings, repoId)
    const paths = gate.kind === 'open' ? [] : gate.files.map(({ path }) => path)
    sessions.apply(id, { type: 'start-read', uncommitted: await uncommittedBefore(repoPath, paths, atMs) })
  }

  const tellOfCapture = async ({ repoId }: Session): Promise<void> => {
    const { settings, repos } = store.state()
    if (settings.repositories.captureNoticeSeen.includes(repoId)) return
    raiseCaptureBegan(store, repoId, repos[repoId]?.name ?? repoId)
    await deps.acceptCapture({ repoId })
  }

  const stop = store.subscribe((state, previous) => {
    if (state.sessions === previous.sessions) return
    for (const session of state.sessions) {
      if (session.where !== 'elsewhere') continue
      const first = session.turns.find(({ prompt }) => prompt !== null)
      if (first !== undefined && !looked.has(session.id)) {
        looked.add(session.id)
        void readStart(session, first.startedAtMs)
      }
      // The model can become known, or another one, after the start. With the guard on somebody has let it through.
      const unguarded = session.startedWithoutGate === 'elsewhere' && isGatedModel(session.model, state.settings)
      if (!unguarded || told.has(session.id) || state.guard.light === 'on') continue
      told.add(session.id)
      raiseStartedWithoutCommit({ store, shell: deps.shell }, session)
    }
  })

  return { takeUp, stop }
}
