import type { TurnFailureKind } from '../codex/turn-failure'
import { displayName } from '../words/display-name'
import type { Lane, LanesSettings, OfferedModel } from './lanes'

/** A way out that is one press beside what was said. */
export interface NoticeWay {
  readonly label: string
  readonly wish:
    | { readonly type: 'lane/use-model'; readonly lane: Lane; readonly modelId: string }
    | { readonly type: 'model/select'; readonly modelId: string; readonly scope: 'ask' | 'next-session' }
}

interface Facts {
  readonly settings: LanesSettings
  readonly models: readonly OfferedModel[] | null
}

/** What takes a model's place: what the server recommends, else another fast model for the Spark lane, else the account's default. */
export function replacementOf(
  modelId: string,
  lane: Lane | null,
  models: readonly OfferedModel[] | null,
): OfferedModel | null {
  const offered = (models ?? []).filter((model) => !model.hidden && model.id !== modelId)
  const recommended = models?.find((model) => model.id === modelId)?.upgrade
  const fast = lane === 'spark' ? offered.find(({ id }) => /\bspark\b/i.test(id)) : undefined
  return offered.find(({ id }) => id === recommended) ?? fast ?? offered.find(({ isDefault }) => isDefault) ?? null
}

/** The ways on after a turn that the model's server refused; none where another model helps nothing. */
export function waysAfterFailure(
  kind: TurnFailureKind,
  failed: { readonly model: string; readonly lane: Lane },
  { settings, models }: Facts,
): readonly NoticeWay[] {
  const { model, lane } = failed
  if (kind === 'not-supported' || kind === 'model-unknown') {
    const other = replacementOf(model, lane, models)
    return other === null || settings.lanes[lane].model !== model ? [] : [wayIntoLane(other, lane)]
  }
  if (kind !== 'capacity' && kind !== 'usage-limit') return []
  const otherLane = lane === 'spark' ? 'standard' : 'spark'
  const other = models?.find(({ id }) => id === settings.lanes[otherLane].model)
  if (other === undefined || other.id === model) return []
  return [
    {
      label: `Use ${displayName(other.displayName)} for the next session`,
      wish: { type: 'model/select', modelId: other.id, scope: 'next-session' },
    },
  ]
}

export function wayIntoLane(model: OfferedModel, lane: Lane): NoticeWay {
  const name = lane === 'spark' ? 'Spark' : 'standard'
  return {
    label: `Use ${displayName(model.displayName)} in the ${name} lane`,
    wish: { type: 'lane/use-model', lane, modelId: model.id },
  }
}
