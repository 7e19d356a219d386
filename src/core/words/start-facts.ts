import { unreachable } from '../result'
import type { Session } from '../session/session'
import { count } from './counts'
import { displayName } from './display-name'

/** A longer list says how many more there are. */
const mostNamed = 5

type Facts = Pick<Session, 'startedWithoutGate' | 'startReason' | 'uncommittedAtStart' | 'heldBack' | 'partialBaseline'>

/** What was special about the start of a session, one line each: nothing that went round the gate is silent. */
export function startFacts(session: Facts): readonly string[] {
  const { heldBack, partialBaseline } = session
  const way = wayWords(session)
  return [
    ...(way === null ? [] : [way]),
    ...(heldBack.length === 0 ? [] : [`Held back at the start: ${named(heldBack, heldBack.length)}.`]),
    ...(partialBaseline === null
      ? []
      : [`Started on a partial checkpoint, without ${named(partialBaseline.paths, partialBaseline.files)}.`]),
  ]
}

function wayWords({ startedWithoutGate, startReason, uncommittedAtStart }: Facts): string | null {
  const files = uncommittedAtStart === 0 ? '' : ` on ${count(uncommittedAtStart, 'uncommitted file')}`
  switch (startedWithoutGate) {
    case null:
      return null
    case 'by-hand':
      return `Started by hand${files}, passed by the gate once.`
    case 'elsewhere':
      return `Started outside of Firebreak${files}.`
    case 'checkpoint-only':
      return `Checkpoint only: started${files}.`
    case 'start-anyway':
      return `Started anyway${files}: ${displayName(startReason ?? 'no reason given')}.`
    case 'gate-paused':
      return `Started${files} while the gate was paused.`
    default:
      return unreachable(startedWithoutGate)
  }
}

function named(paths: readonly string[], all: number): string {
  const names = paths.slice(0, mostNamed).map(displayName)
  const more = all - names.length
  if (names.length === 0) return count(all, 'file')
  return more > 0 ? `${names.join(', ')} and ${count(more, 'more file')}` : names.join(', ')
}
