import type { RepoId } from '../core/repo/repo-status'
import { labelsKey, labelsOf } from '../core/review/change-labels'
import { type LabelledChange, labelChange } from '../core/session/label-change'
import type { Change } from '../core/session/change'
import { withCompanions } from '../core/session/companions'
import { isLive, type Session, type SessionId } from '../core/session/session'
import type { AppStore } from './app-store'
import type { RepoHost } from './repo/repo-host'

/** Keeps the repo process told who wrote what: Codex reports late, and each report can correct what was said before. */
export interface ReviewLabels {
  /** The repo process serves a repository anew and knows nothing of it. */
  opened(repoId: RepoId): void
  stop(): void
}

export function createReviewLabels({
  store,
  host,
}: {
  readonly store: AppStore
  readonly host: RepoHost
}): ReviewLabels {
  const sent = new Map<SessionId, Map<number, string>>()
  const looked = new WeakMap<Session, readonly Change[]>()

  const look = (session: Session, changes: readonly Change[]): void => {
    if (looked.get(session) === changes) return
    looked.set(session, changes)
    const known = sent.get(session.id) ?? new Map<number, string>()
    sent.set(session.id, known)
    const differing: LabelledChange[] = []
    for (const change of changes) {
      const labelled = labelChange(change, session)
      const key = labelsKey(labelled)
      if (known.get(change.number) === key) continue
      known.set(change.number, key)
      differing.push(labelled)
    }
    if (differing.length === 0) return
    const { repoId, id: sessionId } = session
    void host.request({ type: 'review-labels', repoId, sessionId, changes: differing.map(labelsOf) })
  }

  /** The sessions whose labels can still be another: those that are on, and the newest of each repository. */
  const lookAll = (): void => {
    const { sessions, changes, repos } = store.state()
    const seen = new Set<RepoId>()
    for (const session of sessions) {
      const isNewest = !seen.has(session.repoId)
      seen.add(session.repoId)
      if (repos[session.repoId] === undefined || !(isNewest || isLive(session))) continue
      look(withCompanions(session, sessions), changes[session.id] ?? none)
    }
  }

  const unsubscribe = store.subscribe((state, previous) => {
    if (state.sessions !== previous.sessions || state.changes !== previous.changes || state.repos !== previous.repos)
      lookAll()
  })
  return {
    opened(repoId) {
      for (const session of store.state().sessions)
        if (session.repoId === repoId) {
          sent.delete(session.id)
          looked.delete(withCompanions(session, store.state().sessions))
        }
      lookAll()
    },
    stop: unsubscribe,
  }
}

const none: readonly Change[] = []
