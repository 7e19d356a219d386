import { lastChange, type LastChange } from '../core/session/last-change'
import { withCompanions } from '../core/session/companions'
import type { Session, SessionId } from '../core/session/session'
import type { Change } from '../core/session/change'
import type { AppStore } from './app-store'
import type { RepoHost } from './repo/repo-host'

/** Tells the repo process which change of a session is the last one, whenever a report of Codex decides it anew. */
export interface LastChanges {
  /** Once more: the repo process serves the session anew. */
  again(sessionId: SessionId): void
}

interface Told {
  readonly session: Session
  readonly changes: readonly Change[]
  readonly last: LastChange
}

export function createLastChanges({ store, host }: { readonly store: AppStore; readonly host: RepoHost }): LastChanges {
  const told = new Map<SessionId, Told>()

  const tell = ({ id, repoId }: Session, last: LastChange): void =>
    void host.request({ type: 'last-change', repoId, sessionId: id, last })

  const look = (session: Session): void => {
    const changes = store.state().changes[session.id] ?? []
    const before = told.get(session.id)
    if (before?.session === session && before.changes === changes) return
    const last = lastChange(session, changes)
    told.set(session.id, { session, changes, last })
    if (before === undefined || !isSame(before.last, last)) tell(session, last)
  }

  store.subscribe((state, previous) => {
    if (state.sessions === previous.sessions && state.changes === previous.changes) return
    // Whoever opens a repository later asks again.
    for (const session of state.sessions)
      if (state.repos[session.repoId] !== undefined) look(withCompanions(session, state.sessions))
  })

  return {
    again(sessionId) {
      const { sessions } = store.state()
      const own = sessions.find(({ id }) => id === sessionId)
      if (own === undefined) return
      const session = withCompanions(own, sessions)
      look(session)
      const last = told.get(sessionId)?.last
      if (last !== undefined) tell(session, last)
    },
  }
}

function isSame(a: LastChange, b: LastChange): boolean {
  return a.known === b.known && a.number === b.number && a.writing === b.writing
}
