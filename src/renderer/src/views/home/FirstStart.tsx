import { displayName, shortName } from '../../../../core/words/display-name'
import { dayAndTime } from '../../../../core/words/times'
import { useApp, useNow, useSnapshot } from '../../app-context'
import { useRefusal } from '../../refusal'
import { Button } from '../../ui/Button'
import { Problem } from '../../ui/Problem'

/** No repository is chosen yet: nothing runs and nothing is captured before that. */
export function FirstStart() {
  const { dispatch } = useApp()
  const refusal = useRefusal()
  const choices = useSnapshot((snapshot) => snapshot.repoChoices)
  const repoProblem = useSnapshot((snapshot) => snapshot.repoProblem)
  const now = useNow(60_000)
  const shown = refusal ?? repoProblem
  return (
    <section className="card stack" aria-labelledby="which">
      <div>
        <h1 id="which">Which repository?</h1>
        <p className="muted">
          Firebreak asks for a commit before every Spark session and shows each change as it is written. Nothing runs
          and nothing is copied before you choose.
        </p>
      </div>
      {shown === null ? null : <Problem message={shown.message} next={shown.next} />}
      {choices.length === 0 ? null : (
        <ul className="choices" aria-label="Used last">
          {choices.map((choice) => (
            <li key={choice.repoId}>
              <button
                type="button"
                className="choice"
                onClick={() => void dispatch({ type: 'repo/choose', repoId: choice.repoId })}
              >
                <b className="cut">{displayName(choice.name)}</b>
                <span className="small muted cut">{shortName(choice.path, 80)}</span>
                <span className="small muted num choice-when">
                  {choice.from === 'codex' ? 'Codex, ' : ''}
                  {choice.lastUsedMs === null ? 'not used yet' : dayAndTime(choice.lastUsedMs, now)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <Button look="primary" onPress={() => void dispatch({ type: 'repo/choose-folder' })}>
          Choose folder…
        </Button>
      </div>
    </section>
  )
}
