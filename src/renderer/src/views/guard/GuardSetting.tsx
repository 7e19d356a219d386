import { count } from '../../../../core/words/counts'
import { displayName } from '../../../../core/words/display-name'
import { dayAndTime } from '../../../../core/words/times'
import { useNow, useSnapshot } from '../../app-context'
import { GuardActions } from './GuardActions'
import { GuardLight } from './GuardLight'

/** The guard with its true state and what it refused last. */
export function GuardSetting() {
  const guard = useSnapshot((snapshot) => snapshot.guard)
  const { refusals } = guard
  const now = useNow(60_000)
  return (
    <section className="card" aria-label="Guard">
      <div className="setting">
        <div>
          <b>Guard</b>
          <p className="small muted any-break">{guard.line}</p>
          {guard.warning === null ? null : <p className="small muted any-break">{guard.warning}</p>}
        </div>
        <div className="row wrap">
          <GuardLight guard={guard} />
          <GuardActions guard={guard} full />
        </div>
      </div>
      {refusals.length === 0 ? null : (
        <details>
          <summary className="small">{count(refusals.length, 'refused prompt')}</summary>
          <ul className="lines">
            {refusals.map(({ id, atMs, path, message }) => (
              <li key={id} className="small any-break">
                {dayAndTime(atMs, now)} · {displayName(path)} · {message}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
