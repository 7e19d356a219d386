import { displayName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'

/** Asked before a gated model becomes the default of sessions that Firebreak does not start, and before a file in the repository is written. */
export function ModelQuestion() {
  const { dispatch } = useApp()
  const question = useSnapshot((snapshot) => snapshot.modelQuestion)
  const repository = useSnapshot((snapshot) => snapshot.modelSwitch.repository)
  const guarded = useSnapshot((snapshot) => snapshot.guard.light === 'on')
  if (question === null) return null
  const { modelId, place, effort, minutes, gated } = question
  const isHere = place === 'repository'
  const choice = { type: 'model/select', modelId, ...(effort === undefined ? {} : { effort }) } as const
  const wish = { ...choice, ...(minutes === null ? {} : { minutes }) }
  const whom =
    isHere && repository !== null ? `new Codex sessions in ${displayName(repository.name)}` : 'new Codex sessions'
  const withEffort = effort == null ? '' : `, effort ${displayName(effort)},`
  return (
    <Dialog
      title={`Use ${displayName(question.modelName)}${withEffort} for ${whom}?`}
      onCancel={() => void dispatch({ type: 'model/keep' })}
    >
      {isHere && repository !== null ? (
        <p className="any-break">
          It is written into {displayName(repository.file)}: a change in the repository, for everybody who gets it
        </p>
      ) : null}
      {gated && !guarded ? (
        <p>Sessions you start in a terminal or IDE will not be stopped on uncommitted work</p>
      ) : null}
      <div className="row wrap">
        <Button look="primary" onPress={() => void dispatch({ ...choice, scope: 'next-session' })}>
          Only for the next session
        </Button>
        <Button
          onPress={() =>
            void dispatch(isHere ? { ...wish, scope: 'repository', confirmed: true } : { ...wish, scope: 'everywhere' })
          }
        >
          {isHere
            ? 'Write it into the repository'
            : minutes === null
              ? 'Set everywhere'
              : `Set everywhere for ${minutes} minutes`}
        </Button>
      </div>
    </Dialog>
  )
}
