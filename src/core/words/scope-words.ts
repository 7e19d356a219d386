import type { ChangeView, SessionView } from '../app/snapshot'
import type { CheckpointId } from '../checkpoint/checkpoint'
import type { Scope, ScopeEnd } from '../diff/scope'
import { unreachable } from '../result'
import { whoWrote } from './change-words'
import { displayName, shortName } from './display-name'

type Of = Pick<SessionView, 'changes' | 'turns'>

/** Which change or turn is compared, where the two times alone do not say it; empty where they do. */
export function scopeWords(scope: Scope, to: ScopeEnd, session: Of | null): string {
  if (session === null) return ''
  const at = (id: CheckpointId) => session.changes.findLast(({ checkpointId }) => checkpointId === id)
  switch (scope.kind) {
    case 'last-change': {
      if (to.kind === 'disk') return 'Being written now'
      const last = to.kind === 'checkpoint' ? at(to.id) : undefined
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
      const start = at(scope.from)
      const end = scope.to === null ? undefined : at(scope.to)
      if (start === undefined) return ''
      return `After change ${start.number}${end === undefined ? '' : `, up to change ${end.number}`}`
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
