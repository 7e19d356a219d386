import type { RepoId } from '../repo/repo-status'
import { unreachable } from '../result'
import { withReview } from '../review/session-review'
import type { Session } from '../session/session'
import { nextCheckpoints, noCheckpoints } from './checkpoints'
import type { AppEvent } from './events'
import { nextLimitHistory } from './limit-history'
import { type AppState, quietCommit, type RepoState } from './state'

/** The one place where the state moves on. Each step has a new revision. */
export function reduce(state: AppState, event: AppEvent): AppState {
  return { ...next(state, event), revision: state.revision + 1 }
}

function next(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case 'guard/read':
      return { ...state, guard: { ...state.guard, ...event.guard } }
    case 'settings/changed':
      return { ...state, settings: event.settings }
    case 'repo/opened':
      return withRepo(state, event.repo.repoId, { ...(state.repos[event.repo.repoId] ?? unread), ...event.repo })
    case 'repo/opening':
      return { ...state, opening: event.folder }
    case 'repo/activated':
      return { ...state, activeRepoId: event.repoId, repoProblem: null, commit: quietCommit }
    case 'repo/refused':
      return { ...state, repoProblem: event.problem, opening: null }
    case 'repo/closed':
      return {
        ...state,
        repos: without(state.repos, event.repoId),
        checkpoints: without(state.checkpoints, event.repoId),
        reviews: without(state.reviews, event.repoId),
        activeRepoId: state.activeRepoId === event.repoId ? null : state.activeRepoId,
      }
    case 'repo/status-read':
      return changeRepo(state, event.repoId, (repo) => ({ ...repo, status: event.status, problem: null }))
    case 'repo/status-failed':
      return changeRepo(state, event.repoId, (repo) => ({ ...repo, problem: event.error }))
    case 'repo/watch-changed':
      return changeRepo(state, event.repoId, (repo) => ({ ...repo, watch: event.watch }))
    case 'repo/subject-read':
      return changeRepo(state, event.repoId, (repo) => ({
        ...repo,
        subject: { commit: event.commit, text: event.text },
      }))
    case 'repo/scanned':
      return { ...state, scans: { ...state.scans, [event.repoId]: event.scan } }
    case 'commits/known':
      return { ...state, madeCommits: event.commits }
    case 'repos/known':
      return { ...state, knownRepos: event.repos }
    case 'session/changed':
      return { ...state, sessions: withSession(state, event.session) }
    case 'session/change-closed': {
      const { sessionId } = event.change
      // The same change can be told again after the repo process was restarted.
      const earlier = (state.changes[sessionId] ?? []).filter((change) => change.number !== event.change.number)
      const changes = [...earlier, event.change].toSorted((a, b) => a.number - b.number)
      return { ...state, changes: { ...state.changes, [sessionId]: changes } }
    }
    case 'sessions/loaded':
      return { ...state, sessions: event.sessions.toSorted(newestFirst), changes: event.changes }
    case 'session/compared':
      return { ...state, compared: { ...state.compared, [event.repoId]: event.sessionId } }
    case 'session/review-wished': {
      const { repoId, sessionId } = event
      return { ...state, review: { repoId, sessionId, wish: (state.review?.wish ?? 0) + 1 } }
    }
    case 'window/on-top':
      return { ...state, onTop: event.repoIds }
    case 'codex/looked-for':
      return { ...state, codex: event.codex }
    case 'limits/changed':
      return { ...state, limits: event.limits }
    case 'limits/trail-grown':
    case 'limits/history-shown':
      return { ...state, limitHistory: nextLimitHistory(state.limitHistory, event) }
    case 'usage/counted':
      return { ...state, usage: event.usage }
    case 'models/read':
      return { ...state, models: { ...event.models, list: event.models.list ?? state.models.list } }
    case 'switches/read':
      return { ...state, switches: event.switches }
    case 'model/asked':
      return { ...state, modelQuestion: event.question }
    case 'model/set-for-next-session':
      return { ...state, nextSession: event.next, modelQuestion: null }
    case 'reviewed/shown': {
      const { [event.repoId]: _, ...others } = state.reviewedCommits
      return {
        ...state,
        reviewedCommits: event.shown === null ? others : { ...others, [event.repoId]: event.shown },
      }
    }
    case 'commit/begun':
      return { ...state, commit: { ...quietCommit, running: event.step } }
    case 'commit/done':
      return { ...state, commit: quietCommit }
    case 'commit/failed':
      return { ...state, commit: { ...quietCommit, failure: event.error, failed: event.commit ?? null } }
    case 'commit/consent-needed':
      return { ...state, commit: { ...quietCommit, consent: event.preview } }
    case 'commit/identity-needed':
      return { ...state, commit: { ...quietCommit, identityMissing: true } }
    case 'review/read':
      return {
        ...state,
        reviews: { ...state.reviews, [event.repoId]: event.review },
        sessions: state.sessions.map((session) =>
          session.repoId === event.repoId ? withReview(session, event.review) : session,
        ),
      }
    case 'checkpoints/happened': {
      const { repoId } = event
      if (state.repos[repoId] === undefined) return state
      const checkpoints = nextCheckpoints(state.checkpoints[repoId] ?? noCheckpoints, event.event)
      return { ...state, checkpoints: { ...state.checkpoints, [repoId]: checkpoints } }
    }
    case 'notice/raised':
      return { ...state, notices: [event.notice, ...state.notices.filter((notice) => notice.id !== event.notice.id)] }
    case 'notice/dismissed':
      return { ...state, notices: state.notices.filter((notice) => notice.id !== event.id) }
    case 'time/passed':
      return state
    default:
      return unreachable(event)
  }
}

const unread: Pick<RepoState, 'status' | 'problem' | 'watch' | 'subject'> = {
  status: null,
  problem: null,
  watch: { kind: 'starting' },
  subject: null,
}

function without<T>(byRepo: Readonly<Record<RepoId, T>>, repoId: RepoId): Readonly<Record<RepoId, T>> {
  return Object.fromEntries(Object.entries(byRepo).filter(([id]) => id !== repoId))
}

function withRepo(state: AppState, repoId: RepoId, repo: RepoState): AppState {
  return { ...state, repos: { ...state.repos, [repoId]: repo } }
}

/** A fact about a repository that was closed meanwhile is dropped. */
function changeRepo(state: AppState, repoId: RepoId, change: (repo: RepoState) => RepoState): AppState {
  const repo = state.repos[repoId]
  return repo === undefined ? state : withRepo(state, repoId, change(repo))
}

/** Whoever follows a session knows nothing of its review. */
function withSession({ sessions, reviews }: AppState, session: Session): readonly Session[] {
  const review = sessions.find(({ id }) => id === session.id)?.review ?? session.review
  const reviewed = withReview({ ...session, review }, reviews[session.repoId])
  return [reviewed, ...sessions.filter((other) => other.id !== session.id)].toSorted(newestFirst)
}

function newestFirst(a: Session, b: Session): number {
  return b.startedAtMs - a.startedAtMs
}
