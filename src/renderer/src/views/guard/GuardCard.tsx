import { useSnapshot } from '../../app-context'
import { GuardActions } from './GuardActions'
import { GuardLight } from './GuardLight'

/** Whether sessions that start elsewhere are stopped on uncommitted work. */
export function GuardCard() {
  const guard = useSnapshot((snapshot) => snapshot.guard)
  const words = guard.line.slice(guard.line.indexOf(': ') + 2)
  return (
    <section className="card" aria-label="Guard">
      <div className="row card-head">
        <h2 className="grow">Sessions started elsewhere</h2>
        <GuardLight guard={guard} />
      </div>
      <div className="stack">
        <p className="small any-break">{words.charAt(0).toUpperCase() + words.slice(1)}</p>
        {guard.light === 'on' || guard.light === 'unknown' || guard.light === 'not-installed' ? null : (
          <p className="small muted any-break">{guard.next}</p>
        )}
        {guard.warning === null ? null : <p className="small muted any-break">{guard.warning}</p>}
        <GuardActions guard={guard} full={false} />
      </div>
    </section>
  )
}
