import { memo } from 'react'
import type { SessionView } from '../../../../core/app/session-views'
import { unreachable } from '../../../../core/result'
import { clockTime } from '../../../../core/words/times'
import { Chip } from '../../ui/Chip'
import { DiffTools } from './DiffTools'
import { ScopeChoice } from './scopes/ScopeChoice'
import { useScopes } from './scopes/scopes-context'

/** Whose changes these are, and which of them are shown. */
export const DiffHeader = memo(function DiffHeader({ name }: { readonly name: string }) {
  const { session } = useScopes()
  return (
    <header className="diff-top">
      <h1 className="cut" title={name}>
        {name}
      </h1>
      {session === null ? null : (
        <Chip tone={session.lane === 'spark' ? 'ember' : 'lake'}>{sessionWords(session)}</Chip>
      )}
      <ScopeChoice />
      <DiffTools />
    </header>
  )
})

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
