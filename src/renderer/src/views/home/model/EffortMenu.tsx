import { displayName, shortName } from '../../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../../app-context'
import { Menu } from '../../../ui/Menu'

/** The reasoning effort of new Codex sessions, beside their model. */
export function EffortMenu() {
  const { dispatch } = useApp()
  const { effort, efforts, defaultEffort } = useSnapshot((snapshot) => snapshot.modelSwitch)
  if (efforts.length === 0) return null
  const select = (value: string | null) => void dispatch({ type: 'model/effort', effort: value })
  const own = {
    key: '',
    label: 'The model’s own',
    ...(defaultEffort === null ? {} : { detail: displayName(defaultEffort) }),
    checked: effort === null,
    onChoose: () => select(null),
  }
  return (
    <Menu
      label="Choose the effort"
      face={`Effort: ${effort === null ? 'the model’s own' : shortName(effort, 30)} ▾`}
      slim
      choices={[
        own,
        ...efforts.map((one) => ({
          key: one,
          label: shortName(one, 30),
          checked: one === effort,
          onChoose: () => select(one),
        })),
      ]}
    />
  )
}
