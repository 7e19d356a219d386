import { unreachable } from '../../../../../core/result'
import type { Scope } from '../../../../../core/diff/scope'
import { Segmented } from '../../../ui/Segmented'
import { useKeyBindings } from '../key-bindings'
import type { KeyBinding } from '../key-registry'
import { useScopes } from './scopes-context'

/** Which two states are compared. A chosen change, and a marked start, are choices as long as there is one. */
export function ScopeChoice() {
  const { chosen, scope, start, act } = useScopes()
  const change = chosen === 'change' && scope.kind === 'change' ? [choice('change', `Change ${scope.number}`)] : []
  const between = start !== null || chosen === 'between' ? [choice('between', 'Between')] : []
  const choose = (kind: Scope['kind']): void => {
    switch (kind) {
      case 'last-change':
      case 'since-baseline':
      case 'uncommitted':
        return act.show({ kind })
      case 'turn':
        return act.showTurn()
      case 'between':
        return act.compareWithNow()
      // It is there only while it is chosen.
      case 'change':
        return undefined
      default:
        return unreachable(kind)
    }
  }
  useKeyBindings([
    read('1', 'last change', () => choose('last-change')),
    read('2', 'since baseline', () => choose('since-baseline')),
    read('3', 'uncommitted', () => choose('uncommitted')),
    read('4', 'this turn', () => choose('turn')),
  ])
  return (
    <Segmented
      label="Scope"
      value={chosen}
      onChange={choose}
      choices={[
        choice('last-change', 'Last change'),
        ...change,
        choice('turn', 'This turn'),
        choice('since-baseline', 'Since baseline'),
        choice('uncommitted', 'Uncommitted'),
        ...between,
      ]}
    />
  )
}

function choice(value: Scope['kind'], label: string) {
  return { value, label }
}

function read(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Read', run }
}
