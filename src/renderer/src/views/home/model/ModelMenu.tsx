import type { ModelChoice } from '../../../../../core/app/snapshot'
import { shortName } from '../../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../../app-context'
import { Menu, type MenuChoice } from '../../../ui/Menu'

export type SwitchScope = 'everywhere' | 'repository' | 'next-session'

/** How long the fast model is lent by one press. */
const lentMinutes = 30

/** Every model that can be chosen, for one scope. */
export function ModelMenu({ scope }: { readonly scope: SwitchScope }) {
  const { dispatch } = useApp()
  const { models } = useSnapshot((snapshot) => snapshot.models)
  const spark = useSnapshot((snapshot) => snapshot.lanes.spark)
  const { repository, timed } = useSnapshot((snapshot) => snapshot.modelSwitch)
  const next = useSnapshot((snapshot) => snapshot.nextSessionModel)
  const why =
    scope === 'repository' ? (repository === null ? 'No repository is chosen.' : repository.disabledWhy) : null

  const isChosen = (model: ModelChoice): boolean =>
    scope === 'next-session' ? next?.modelId === model.modelId : scope === 'everywhere' && model.configured
  const select = (modelId: string, minutes?: number) =>
    void dispatch({
      type: 'model/select',
      modelId,
      scope: scope === 'everywhere' ? 'ask' : scope,
      ...(minutes === undefined ? {} : { minutes }),
    })
  const lanesOwn: MenuChoice = {
    key: '',
    label: 'Its lane’s model',
    checked: next === null,
    onChoose: () => void dispatch({ type: 'model/forget-next' }),
  }
  const sparkChosen = models.some(({ modelId, configured }) => configured && modelId === spark.modelId)
  const lent: MenuChoice = {
    key: 'lent',
    label: `${shortName(spark.modelName, 60)} for ${lentMinutes} minutes`,
    detail: 'then back to what is set now',
    afterLine: true,
    onChoose: () => select(spark.modelId, lentMinutes),
  }
  const canLend = scope === 'everywhere' && spark.offered !== 'no' && !sparkChosen && timed === null
  return (
    <Menu
      label="Choose the model"
      face="Choose the model ▾"
      slim
      choices={[
        ...(scope === 'next-session' ? [lanesOwn] : []),
        ...models.map((model) => ({
          key: model.modelId,
          label: shortName(model.name, 60),
          ...detailOf(model),
          ...(scope === 'repository' ? {} : { checked: isChosen(model) }),
          disabledWhy: why,
          onChoose: () => select(model.modelId),
        })),
        ...(canLend ? [lent] : []),
      ]}
    />
  )
}

function detailOf({ lane, facts }: ModelChoice): { readonly detail?: string } {
  const words = [lane === null ? null : lane === 'spark' ? 'Spark lane' : 'standard lane', ...facts]
  const said = words.filter((word) => word !== null)
  return said.length === 0 ? {} : { detail: said.map((word) => shortName(word, 80)).join(' · ') }
}
