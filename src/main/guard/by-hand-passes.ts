import type { Cancel } from '../../core/clock'
import type { Session, SessionId } from '../../core/session/session'
import type { Passes } from '../../services/guard/passes'
import type { AppStore } from '../app-store'

/** Whoever says "I start it myself" starts it on the same day. */
const lastsMs = 24 * 60 * 60_000

/** A session that waits for the user to start Codex is a pass for the next prompt in its repository, until it has begun. */
export function passForByHand(store: AppStore, passes: Passes): Cancel {
  const given = new Map<SessionId, Promise<string | null>>()
  const follow = (sessions: readonly Session[]): void => {
    const waiting = sessions.filter((one) => one.where === 'by-hand' && one.state === 'starting' && one.following)
    for (const { id, repoPath: top } of waiting)
      if (!given.has(id)) given.set(id, passes.give({ for: { kind: 'repo' }, why: 'start-by-hand', top, lastsMs }))
    for (const [id, pass] of given)
      if (!waiting.some((one) => one.id === id)) {
        given.delete(id)
        void pass.then((passId) => (passId === null ? undefined : passes.withdraw(passId)))
      }
  }
  follow(store.state().sessions)
  return store.subscribe((state, before) => {
    if (state.sessions !== before.sessions) follow(state.sessions)
  })
}
