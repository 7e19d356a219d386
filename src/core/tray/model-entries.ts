import type { AppSnapshot, ModelChoice } from '../app/snapshot'
import { displayName, shortName } from '../words/display-name'
import type { MenuAction, MenuEntry } from './menu-entry'

/** "Model for new Codex sessions: GPT-5.5 ▸": every model, its effort, the ways back, and the narrower scopes. */
export function modelEntry(snapshot: AppSnapshot): MenuEntry {
  const { models, modelSwitch } = snapshot
  const configured = models.models.find((model) => model.configured)
  const name = configured?.name ?? models.configured ?? 'Codex decides'
  const entries: MenuEntry[] = models.models.map((model) =>
    radio(modelLabel(model), { do: 'select-model', modelId: model.modelId, scope: 'everywhere' }, model.configured),
  )
  if (models.override !== null) entries.push(separator, text(models.override))
  if (entries.length === 0)
    entries.push(text(models.state === 'unavailable' ? 'Codex did not answer' : 'Not known yet'))
  const { timed, back } = modelSwitch
  const more = [
    ...(timed === null ? [] : [text(timed.words)]),
    ...(back.everywhere === null ? [] : [action(back.everywhere, { do: 'model-back', place: 'everywhere' })]),
    ...timedSpark(snapshot),
    ...effortPart(snapshot),
    ...nextPart(snapshot),
    ...repositoryPart(snapshot),
  ]
  return {
    kind: 'submenu',
    label: `Model for new Codex sessions: ${models.state === 'unknown' ? 'not known yet' : shortName(name, 40)}`,
    entries: more.length === 0 ? entries : [...entries, separator, ...more],
  }
}

const separator: MenuEntry = { kind: 'separator' }
/** How long the fast model is lent by one press. */
const lentMinutes = 30

function timedSpark({ lanes, models, modelSwitch }: AppSnapshot): readonly MenuEntry[] {
  const { spark } = lanes
  const isChosen = models.models.some(({ modelId, configured }) => configured && modelId === spark.modelId)
  if (
    models.models.length === 0 ||
    spark.offered === 'no' ||
    spark.modelId === '' ||
    isChosen ||
    modelSwitch.timed !== null
  )
    return []
  return [
    action(`${shortName(spark.modelName, 60)} for ${lentMinutes} minutes, then back`, {
      do: 'select-model',
      modelId: spark.modelId,
      scope: 'everywhere',
      minutes: lentMinutes,
    }),
  ]
}

function effortPart({ modelSwitch }: AppSnapshot): readonly MenuEntry[] {
  const { effort, efforts, defaultEffort } = modelSwitch
  if (efforts.length === 0) return []
  const own = defaultEffort === null ? 'The model’s own' : `The model’s own (${displayName(defaultEffort)})`
  return [
    {
      kind: 'submenu',
      label: `Effort: ${effort === null ? 'the model’s own' : shortName(effort, 30)}`,
      entries: [
        radio(own, { do: 'select-effort', effort: null }, effort === null),
        ...efforts.map((one) => radio(shortName(one, 30), { do: 'select-effort', effort: one }, one === effort)),
      ],
    },
  ]
}

function nextPart({ models, nextSessionModel }: AppSnapshot): readonly MenuEntry[] {
  if (models.models.length === 0) return []
  return [
    {
      kind: 'submenu',
      label: `Only the next session: ${nextSessionModel === null ? 'its lane’s model' : shortName(nextSessionModel.modelName, 40)}`,
      entries: [
        radio('Its lane’s model', { do: 'forget-next-model' }, nextSessionModel === null),
        ...models.models.map((model) =>
          radio(
            modelLabel(model),
            { do: 'select-model', modelId: model.modelId, scope: 'next-session' },
            nextSessionModel?.modelId === model.modelId,
          ),
        ),
      ],
    },
  ]
}

function repositoryPart({ models, modelSwitch }: AppSnapshot): readonly MenuEntry[] {
  const { repository, back } = modelSwitch
  if (repository === null || models.models.length === 0) return []
  const entries: readonly MenuEntry[] =
    repository.disabledWhy === null
      ? models.models.map((model) =>
          action(`${modelLabel(model)}…`, { do: 'select-model', modelId: model.modelId, scope: 'repository' }),
        )
      : [text(repository.disabledWhy)]
  const wayBack: readonly MenuEntry[] =
    back.repository === null ? [] : [action(back.repository, { do: 'model-back', place: 'repository' }), separator]
  return [{ kind: 'submenu', label: `Only in ${shortName(repository.name, 40)}`, entries: [...wayBack, ...entries] }]
}

function modelLabel({ name, lane }: ModelChoice): string {
  return `${shortName(name, 60)}${lane === null ? '' : lane === 'spark' ? ' (Spark)' : ' (standard)'}`
}

function text(label: string): MenuEntry {
  return { kind: 'text', label: displayName(label) }
}

function radio(label: string, what: MenuAction, checked: boolean): MenuEntry {
  return { kind: 'radio', label, action: what, checked }
}

function action(label: string, what: MenuAction): MenuEntry {
  return { kind: 'action', label: displayName(label), action: what, enabled: true }
}
