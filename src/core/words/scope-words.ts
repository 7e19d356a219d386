import type { ChangeView, SessionView } from '../app/session-views'
import type { Scope, ScopeEnd } from '../diff/scope'
import { unreachable } from '../result'
import { whoWrote } from './change-words'
import { displayName, shortName } from './display-name'

type Of = Pick<SessionView, 'changes' | 'turns'>

/** The changes after which two chosen points lie; null where such a point is none. */
export interface ChosenPoints {
  readonly from: number | null
  readonly to: number | null
}

/** Which change or turn is compared, where the two times alone do not say it; empty where they do. */
export function scopeWords(scope: Scope, to: ScopeEnd, session: Of | null, points: ChosenPoints): string {
  if (session === null) return ''
  switch (scope.kind) {
    case 'last-change': {
      if (to.kind === 'disk') return 'Being written now'
      if (to.kind !== 'checkpoint') return ''
      // A commit after it changes no file, so that it shares the state: the first that had it is meant.
      const last = session.changes.find(({ checkpointId }) => checkpointId === to.id)
      return last === undefined ? '' : `Change ${last.number}, ${writtenBy(last)}`
    }
    case 'change': {
      const change = session.changes.find(({ number }) => number === scope.number)
      return change === undefined ? '' : writtenBy(change)
    }
    case 'turn': {
      const prompt = session.turns.find(({ turnId }) => turnId === scope.turnId)?.prompt?.trim() ?? ''
      return prompt === '' ? '' : `“${shortName(prompt, 60)}”`
    }
    case 'between': {
      if (points.from === null) return ''
      return `After change ${points.from}${points.to === null ? '' : `, up to change ${points.to}`}`
    }
    case 'since-baseline':
    case 'uncommitted':
      return ''
    default:
      return unreachable(scope)
  }
}

function writtenBy(change: ChangeView): string {
  return displayName(whoWrote(change))
}
