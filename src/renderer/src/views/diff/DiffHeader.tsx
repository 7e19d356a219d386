import type { SessionView } from '../../../../core/app/snapshot'
import type { Scope } from '../../../../core/diff/scope'
import { unreachable } from '../../../../core/result'
import { clockTime } from '../../../../core/words/times'
import type { DiffState } from '../../stores/diff-state'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Segmented } from '../../ui/Segmented'
import { FolderLimit } from './rail/FolderLimit'

interface Props {
  readonly name: string
  readonly session: SessionView | null
  readonly scope: Scope
  readonly onScope: (scope: Scope) => void
  readonly paused: DiffState['paused']
  readonly onFollowing: (following: boolean) => void
}

const scopes = [
  { value: 'last-change', label: 'Last change' },
  { value: 'since-baseline', label: 'Since baseline' },
  { value: 'uncommitted', label: 'Uncommitted' },
] as const

/** Whose changes these are, and which of them are shown. */
export function DiffHeader({ name, session, scope, onScope, paused, onFollowing }: Props) {
  const chosen = scope.kind === 'change' ? [{ value: scope.kind, label: `Change ${scope.number}` } as const] : []
  const [first, ...others] = scopes
  return (
    <header className="diff-top">
      <h1 className="cut" title={name}>
        {name}
      </h1>
      {session === null ? null : (
        <Chip tone={session.lane === 'spark' ? 'ember' : 'lake'}>{sessionWords(session)}</Chip>
      )}
      <Segmented
        label="Scope"
        value={scope.kind}
        onChange={(kind) => {
          if (kind !== 'change' && kind !== 'turn' && kind !== 'between') onScope({ kind })
        }}
        choices={[first, ...chosen, ...others]}
      />
      <FolderLimit />
      <span className="grow" />
      <Button onPress={() => onFollowing(paused !== null)}>
        {paused === null ? 'Following' : paused.moved.size === 0 ? 'Paused' : `Paused, ${paused.moved.size} new`}
      </Button>
    </header>
  )
}

function sessionWords(session: SessionView): string {
  const name = session.lane === 'spark' ? 'Spark session' : 'Standard session'
  const since = clockTime(session.startedAtMs)
  switch (session.state) {
    case 'starting':
      return `${name} starting`
    case 'live':
      return session.following ? `${name} since ${since}` : `${name}, not followed`
    case 'probably-ended':
      return `${name} ${since}, probably ended`
    case 'ended':
    case 'failed':
      return `${name} ${since}${session.endedAtMs === null ? '' : `–${clockTime(session.endedAtMs)}`}`
    default:
      return unreachable(session.state)
  }
}
