import type { SessionView } from '../../../../core/app/session-views'
import { readWords, sessionLine, sessionSource } from '../../../../core/words/session-words'
import { displayName } from '../../../../core/words/display-name'
import { useApp, useNow, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

/** Sessions that are on and those that were, newest first. */
export function SessionsCard() {
  const sessions = useSnapshot((snapshot) => snapshot.sessions)
  const now = useNow(60_000)
  return (
    <section className="card" aria-label="Sessions">
      <div className="card-head">
        <h2>Sessions</h2>
      </div>
      {sessions.length === 0 ? (
        <p className="muted">None yet. The first one shows up here, with what it changed and what was read.</p>
      ) : (
        <ul>
          {sessions.slice(0, 30).map((session) => (
            <Session key={session.id} session={session} now={now} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Session({ session, now }: { readonly session: SessionView; readonly now: number }) {
  const { dispatch } = useApp()
  const repoId = useSnapshot((snapshot) => snapshot.repo?.repoId ?? null)
  const live = session.state === 'live' || session.state === 'starting'
  const line = sessionLine(session, now)
  const read = readWords(session.read)
  return (
    <li className="session">
      <div className="row">
        <button
          type="button"
          className="session-title grow cut"
          title={displayName(session.title)}
          onClick={() => void dispatch({ type: 'window/open', view: 'diff', repoId: session.repoId })}
        >
          {displayName(session.title)}
        </button>
        {session.repoId === repoId ? null : <span className="small muted cut">{displayName(session.repoName)}</span>}
        <Chip tone={session.lane === 'spark' ? 'ember' : 'lake'}>
          {session.lane === 'spark' ? 'Spark' : 'Standard'}
        </Chip>
      </div>
      <div className="row wrap">
        <p className={`small num-wrap grow ${line.tone === 'warn' ? 'session-debt' : 'muted'}`}>{line.text}</p>
        {live && session.following ? (
          <Button
            look="quiet slim"
            label={`Stop following ${displayName(session.title)}`}
            onPress={() => void dispatch({ type: 'session/stop-following', sessionId: session.id })}
          >
            Stop following
          </Button>
        ) : null}
      </div>
      {read === null ? null : <p className="small muted num-wrap">{read}</p>}
      <p className="small muted num-wrap">{sessionSource(session)}</p>
      {session.startFacts.map((fact) => (
        <p key={fact} className="small muted any-break">
          {fact}
        </p>
      ))}
      {session.problem === null ? null : (
        <p className="small any-break">
          {displayName(session.problem.message)} <span className="muted">{displayName(session.problem.next)}</span>
        </p>
      )}
    </li>
  )
}
