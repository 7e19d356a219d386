import type { Cancel, Clock } from '../../core/clock'
import { isLive, type Session, type SessionId } from '../../core/session/session'
import type { Passes } from '../../services/guard/passes'
import type { AppStore } from '../app-store'

/** Whoever says "I start it myself" starts it on the same day. */
const lastsMs = 24 * 60 * 60_000
/** Codex writes its record first and asks the guard then; the guard takes 45 s at most. */
const afterBeginMs = 60_000

/** A session that waits for the user to start Codex is a pass for the next prompt in its repository, until it has begun. */
export function passForByHand({
  store,
  passes,
  clock,
}: {
  readonly store: AppStore
  readonly passes: Passes
  readonly clock: Clock
}): Cancel {
  const given = new Map<SessionId, Promise<string | null>>()
  const timers = new Map<SessionId, Cancel>()

  const withdraw = (id: SessionId): void => {
    timers.get(id)?.()
    timers.delete(id)
    const pass = given.get(id)
    given.delete(id)
    void pass?.then((passId) => (passId === null ? undefined : passes.withdraw(passId)))
  }

  const follow = (sessions: readonly Session[]): void => {
    for (const { id, where, state, following, repoPath: top } of sessions)
      if (where === 'by-hand' && state === 'starting' && following && !given.has(id))
        given.set(id, passes.give({ for: { kind: 'repo' }, why: 'start-by-hand', top, lastsMs }))
    for (const id of given.keys()) {
      const session = sessions.find((one) => one.id === id)
      if (session === undefined || !isLive(session) || !session.following) withdraw(id)
      else if (session.state !== 'starting' && !timers.has(id))
        timers.set(
          id,
          clock.after(afterBeginMs, () => withdraw(id)),
        )
    }
  }
  follow(store.state().sessions)
  const unsubscribe = store.subscribe((state, before) => {
    if (state.sessions !== before.sessions) follow(state.sessions)
  })
  return () => {
    unsubscribe()
    for (const cancel of timers.values()) cancel()
  }
}
