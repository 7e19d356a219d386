import type { RolloutEvent } from '../codex/rollout-event'
import type { RepoPath } from '../repo/repo-path'
import { unreachable } from '../result'
import type { CommandRun, Session, Turn } from './session'

/**
 * A command is reported twice: when the model asks for it, which can be long before you approve it, and by Codex with a start
 * that is taken once the process runs. A short command had written 43 ms before "its start" (0.169.0, two busy cores).
 */
const startReportedLateMs = 1000
/** Commands are shown, not run again, so their start is enough. */
const longestCommand = 500

/**
 * Adds what Codex reported to a session. Reports can come twice (a rollout is read again after a restart) and late; each is
 * known by its turn or call, so telling it again changes nothing. `toRepoPath` answers null outside the work tree.
 */
export function recordRollout(
  session: Session,
  event: RolloutEvent,
  toRepoPath: (absolutePath: string) => RepoPath | null,
): Session {
  switch (event.kind) {
    case 'turn-started':
      return withTurn(session, event.turnId, event.atMs)
    case 'turn-context': {
      const { turnId, model } = event
      if (turnId === null) return { ...session, model }
      return changeTurn({ ...session, model }, turnId, (turn) => ({ ...turn, model }))
    }
    case 'turn-prompt':
      return changeTurn(session, event.turnId, (turn) => ({ ...turn, prompt: turn.prompt ?? event.text }))
    case 'turn-ended':
      return changeTurn(endCommandsOf(session, event.turnId, event.atMs, event.background), event.turnId, (turn) => ({
        ...turn,
        endedAtMs: turn.endedAtMs ?? event.atMs,
        error: event.error,
        aborted: event.aborted,
      }))
    case 'patch': {
      const paths = event.paths.map(toRepoPath).filter((path) => path !== null)
      // A patch that failed half-way has written too: path and time decide, unless it never ran.
      if (event.status === 'declined' || paths.length === 0) return session
      if (session.patches.some((patch) => patch.callId === event.callId)) return session
      const { callId, turnId, startedAtMs, endedAtMs } = event
      return { ...session, patches: [...session.patches, { callId, turnId, paths, startedAtMs, endedAtMs }] }
    }
    case 'command-started': {
      const { callId, turnId, atMs } = event
      const command = event.command.slice(0, longestCommand)
      const known = session.commands.find((run) => run.callId === callId)
      if (known === undefined) {
        const run = { callId, turnId, command, startedAtMs: atMs, endedAtMs: null }
        return { ...session, commands: [...session.commands, run] }
      }
      return changeCommand(session, callId, (run) => ({
        ...run,
        startedAtMs: Math.max(run.startedAtMs, atMs - startReportedLateMs),
      }))
    }
    case 'command-ended':
      return changeCommand(session, event.callId, (run) => ({ ...run, endedAtMs: event.atMs }))
    case 'session-meta':
    case 'token-count':
    case 'unknown':
      return session
    default:
      return unreachable(event)
  }
}

function withTurn(session: Session, turnId: string, startedAtMs: number): Session {
  if (session.turns.some((turn) => turn.turnId === turnId)) return session
  const turn = { turnId, prompt: null, startedAtMs, endedAtMs: null, model: session.model, error: null, aborted: false }
  // Only one turn runs at a time in a thread: one without an end record (Codex was killed) ended before this one.
  const turns = session.turns.map((earlier) => ({ ...earlier, endedAtMs: earlier.endedAtMs ?? startedAtMs }))
  return { ...session, turns: [...turns, turn] }
}

function changeTurn(session: Session, turnId: string | null, change: (turn: Turn) => Turn): Session {
  if (!session.turns.some((turn) => turn.turnId === turnId)) return session
  return { ...session, turns: session.turns.map((turn) => (turn.turnId === turnId ? change(turn) : turn)) }
}

function changeCommand(session: Session, callId: string, change: (run: CommandRun) => CommandRun): Session {
  if (!session.commands.some((run) => run.callId === callId)) return session
  return { ...session, commands: session.commands.map((run) => (run.callId === callId ? change(run) : run)) }
}

/** Ends what the turn left open (declined, never started), but not what it is known to have left running. */
function endCommandsOf(session: Session, turnId: string | null, atMs: number, background: readonly string[]): Session {
  const isLeft = (run: CommandRun): boolean =>
    run.turnId === turnId && run.endedAtMs === null && !background.includes(run.callId)
  if (!session.commands.some(isLeft)) return session
  return { ...session, commands: session.commands.map((run) => (isLeft(run) ? { ...run, endedAtMs: atMs } : run)) }
}
