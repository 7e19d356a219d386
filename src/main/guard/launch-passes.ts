import type { Passes } from '../../services/guard/passes'
import { sessionOriginator } from '../../services/session/launch'
import type { SessionTerminal } from '../session-terminal'

/** Its first prompt can be typed much later; by its originator nothing else can use the pass. */
const lastsMs = 24 * 60 * 60_000

/**
 * A session that Firebreak starts has been through the gate, or past it by a way that it keeps: the guard inside its Codex
 * does not ask again what is uncommitted by the time of the first prompt.
 */
export function withPasses(terminal: SessionTerminal, passes: Passes): SessionTerminal {
  return {
    ...terminal,
    async prepare(session, ...rest) {
      const originator = sessionOriginator(session.id)
      await passes.give({ for: { kind: 'launch', originator }, why: 'started-here', top: session.repoPath, lastsMs })
      return terminal.prepare(session, ...rest)
    },
  }
}
