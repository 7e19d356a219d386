import type { AppSnapshot } from '../../../../../core/app/snapshot'
import { displayName, shortName } from '../../../../../core/words/display-name'
import type { AppCommand } from '../../../../../shared/contract'
import { useApp, useSnapshot } from '../../../app-context'
import { Menu, type MenuChoice } from '../../../ui/Menu'
import type { SwitchScope } from './ModelMenu'

/** The reasoning effort beside the model, for one scope. */
export function EffortMenu({ scope }: { readonly scope: SwitchScope }) {
  const { dispatch } = useApp()
  const { models } = useSnapshot((snapshot) => snapshot.models)
  const modelSwitch = useSnapshot((snapshot) => snapshot.modelSwitch)
  const next = useSnapshot((snapshot) => snapshot.nextSessionModel)
  const efforts = effortsFor(scope, models, modelSwitch, next)
  if (efforts === null || efforts.all.length === 0) return null
  const { all, own, chosen, disabledWhy, wish } = efforts
  const choice = (effort: string | null): Pick<MenuChoice, 'checked' | 'disabledWhy' | 'onChoose'> => ({
    ...(chosen === undefined ? {} : { checked: chosen === effort }),
    disabledWhy,
    onChoose: () => void dispatch(wish(effort)),
  })
  const face = chosen === undefined ? '' : `: ${chosen === null ? 'the model’s own' : shortName(chosen, 30)}`
  return (
    <Menu
      label="Choose the effort"
      face={`Effort${face} ▾`}
      slim
      choices={[
        { key: '', label: 'The model’s own', ...(own === null ? {} : { detail: displayName(own) }), ...choice(null) },
        ...all.map((one) => ({ key: one, label: shortName(one, 30), ...choice(one) })),
      ]}
    />
  )
}

interface Efforts {
  readonly all: readonly string[]
  /** What the model takes by itself. */
  readonly own: string | null
  /** Null leaves it to the model; undefined where it is not shown what is set. */
  readonly chosen: string | null | undefined
  readonly disabledWhy: string | null
  readonly wish: (effort: string | null) => AppCommand
}

/** Null where there is no model yet that an effort could stand beside. */
function effortsFor(
  scope: SwitchScope,
  models: AppSnapshot['models']['models'],
  { effort, efforts, defaultEffort, repository }: AppSnapshot['modelSwitch'],
  next: AppSnapshot['nextSessionModel'],
): Efforts | null {
  if (scope === 'everywhere') {
    const wish = (value: string | null) => ({ type: 'model/effort', effort: value }) as const
    return { all: efforts, own: defaultEffort, chosen: effort, disabledWhy: null, wish }
  }
  const isRepository = scope === 'repository'
  const model = models.find(({ modelId, configured }) => (isRepository ? configured : modelId === next?.modelId))
  if (model === undefined) return null
  const { modelId } = model
  return {
    all: model.efforts,
    own: model.defaultEffort,
    chosen: isRepository ? undefined : (next?.effort ?? null),
    disabledWhy: isRepository && repository !== null ? repository.disabledWhy : null,
    // Written together with its model, so that one never stands beside another's.
    wish: (value) => ({ type: 'model/select', modelId, scope, effort: value }),
  }
}
