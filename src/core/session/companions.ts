import type { Session } from './session'

interface Known {
  readonly others: readonly Session[]
  readonly merged: Session
}

const known = new WeakMap<Session, Known>()

/**
 * A session with what Codex reported in other sessions that ran in the same repository meanwhile. One session records the
 * changes of a repository at a time, so that what another one wrote stands among them. The same value for the same sessions.
 */
export function withCompanions(session: Session, sessions: readonly Session[]): Session {
  const others = sessions.filter((other) => runsBeside(other, session))
  if (others.length === 0) return session
  const before = known.get(session)
  if (before !== undefined && isSame(before.others, others)) return before.merged
  const all = [session, ...others].map(closed)
  const merged: Session = {
    ...session,
    turns: all.flatMap(({ turns }) => turns).toSorted((a, b) => a.startedAtMs - b.startedAtMs),
    patches: all.flatMap(({ patches }) => patches),
    commands: all.flatMap(({ commands }) => commands),
  }
  known.set(session, { others, merged })
  return merged
}

function runsBeside(other: Session, session: Session): boolean {
  return (
    other.id !== session.id &&
    other.repoId === session.repoId &&
    other.turns.length > 0 &&
    other.startedAtMs <= (session.endedAtMs ?? Infinity) &&
    (other.endedAtMs ?? Infinity) >= session.startedAtMs
  )
}

/** What a session left open ended with it, however long the other one goes on. */
function closed(session: Session): Session {
  const { endedAtMs } = session
  if (endedAtMs === null) return session
  const end = <T extends { readonly endedAtMs: number | null }>(one: T): T =>
    one.endedAtMs === null ? { ...one, endedAtMs } : one
  return { ...session, turns: session.turns.map(end), commands: session.commands.map(end) }
}

function isSame(a: readonly Session[], b: readonly Session[]): boolean {
  return a.length === b.length && a.every((session, at) => session === b[at])
}
