import { displayName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'

/** Asked before a gated model becomes the default of sessions that Firebreak does not start. */
export function ModelQuestion() {
  const { dispatch } = useApp()
  const question = useSnapshot((snapshot) => snapshot.modelQuestion)
  if (question === null) return null
  const { modelId } = question
  return (
    <Dialog
      title={`Use ${displayName(question.modelName)} for new Codex sessions?`}
      onCancel={() => void dispatch({ type: 'model/keep' })}
    >
      <p>Sessions you start in a terminal or IDE will not be stopped on uncommitted work</p>
      <div className="row wrap">
        <Button look="primary" onPress={() => void dispatch({ type: 'model/select', modelId, scope: 'next-session' })}>
          Only for the next session
        </Button>
        <Button onPress={() => void dispatch({ type: 'model/select', modelId, scope: 'everywhere' })}>
          Set everywhere
        </Button>
      </div>
    </Dialog>
  )
}
