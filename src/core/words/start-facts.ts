import { unreachable } from '../result'
import type { Session } from '../session/session'
import { count } from './counts'
import { displayName } from './display-name'
import { lateWords } from './late-words'

/** A longer list says how many more there are. */
const mostNamed = 5

type Facts = Pick<
  Session,
  'startedWithoutGate' | 'startReason' | 'uncommittedAtStart' | 'heldBack' | 'partialBaseline'
> &
  Partial<Pick<Session, 'where' | 'startedAtMs' | 'baseline'>>

/** What was special about the start of a session, one line each: nothing that went round the gate is silent. */
export function startFacts(session: Facts): readonly string[] {
  const { heldBack, partialBaseline } = session
  const way = wayWords(session)
  return [
    ...(way === null ? [] : [way]),
    ...lateBaseline(session),
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
      return `Started without a commit${files}, outside of Firebreak.`
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

/** The baseline of a session that was started elsewhere is as old as our knowledge of it. */
function lateBaseline({ where, startedAtMs, baseline }: Facts): readonly string[] {
  if (where !== 'elsewhere') return []
  if (baseline == null) return ['No checkpoint could be taken.']
  return [`Late checkpoint, ${lateWords(baseline.atMs - (startedAtMs ?? baseline.atMs))}.`]
}

function named(paths: readonly string[], all: number): string {
  const names = paths.slice(0, mostNamed).map(displayName)
  const more = all - names.length
  if (names.length === 0) return count(all, 'file')
  return more > 0 ? `${names.join(', ')} and ${count(more, 'more file')}` : names.join(', ')
}
