import type { SessionView } from '../../../../core/app/session-views'
import { count } from '../../../../core/words/counts'
import { displayName } from '../../../../core/words/display-name'
import { owedWords } from '../../../../core/words/review-words'
import { clockTime } from '../../../../core/words/times'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

/** The session that is running in this lane. */
export function SessionOn({ session }: { readonly session: SessionView }) {
  const { dispatch } = useApp()
  const { unreviewedLines, uncountedFiles } = session
  const owed =
    unreviewedLines === null
      ? null
      : (owedWords(unreviewedLines, uncountedFiles, 'unreviewed') ?? `${count(unreviewedLines, 'line')} unreviewed`)
  const name = session.lane === 'spark' ? 'Spark session' : 'Standard session'
  return (
    <div className="panel stack tight">
      <div className="row wrap">
        <Chip tone={session.lane === 'spark' ? 'ember' : 'lake'}>
          {session.state === 'starting' ? `${name} starting` : `${name} since ${clockTime(session.startedAtMs)}`}
        </Chip>
        {session.sure ? null : <span className="small muted">probably this one</span>}
        <span className="grow" />
        <Button
          look="quiet slim"
          title="Codex goes on; Firebreak looks away"
          onPress={() => void dispatch({ type: 'session/stop-following', sessionId: session.id })}
        >
          Stop following
        </Button>
      </div>
      <p className="any-break">{displayName(session.title)}</p>
      {session.startFacts.map((fact) => (
        <p key={fact} className="small muted any-break">
          {fact}
        </p>
      ))}
      <p className="small muted num">
        {count(session.changes.length, 'change')}
        {owed === null ? '' : ` · ${owed}`}
      </p>
    </div>
  )
}
