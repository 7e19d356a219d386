import type { Account } from '../codex/account'
import type { ModelRow } from '../codex/messages'

/** A role a model plays. Which model plays it is a setting. */
export type Lane = 'spark' | 'standard'

/** What the settings say about one lane: its model, and the server's ids of the limits that count for it. */
export interface LaneSettings {
  readonly model: string
  readonly limitIds: readonly string[]
}

export interface LanesSettings {
  readonly lanes: Readonly<Record<Lane, LaneSettings>>
  /** Models under the gate besides the one in the Spark lane. */
  readonly gatedModels: readonly string[]
}

/** A model as `model/list` offers it. */
export interface OfferedModel {
  readonly id: string
  readonly displayName: string
  /** Offered, but left out of Codex's own picker. */
  readonly hidden: boolean
  /** The account's default when nothing is configured. */
  readonly isDefault: boolean
  /** The model that the server recommends instead, or null. */
  readonly upgrade: string | null
  /** When the server takes it away, in Unix milliseconds; null when it does not say. */
  readonly retiresAtMs: number | null
  /** Null when the server does not say what the model takes. */
  readonly textOnly: boolean | null
  readonly efforts: readonly string[]
  readonly defaultEffort: string | null
}

export interface LaneView {
  readonly lane: Lane
  readonly modelId: string
  readonly displayName: string
  /** Unknown while there is no list of this account's models. */
  readonly offered: 'yes' | 'no' | 'unknown'
  /** An offered model to use in this lane instead; only when the lane's own is not offered. Never put there by itself. */
  readonly suggestion: { readonly modelId: string; readonly displayName: string } | null
  readonly gated: boolean
  readonly textOnly: boolean | null
}

/** One entry of the list of models to choose from. */
export interface ModelChoice {
  readonly model: OfferedModel
  readonly lanes: readonly Lane[]
  readonly gated: boolean
  readonly configured: boolean
}

const laneOrder: readonly Lane[] = ['spark', 'standard']

export function offeredModelFromRow(row: ModelRow): OfferedModel {
  return {
    id: row.model,
    displayName: row.displayName ?? row.model,
    hidden: row.hidden ?? false,
    isDefault: row.isDefault ?? false,
    upgrade: row.upgradeInfo?.model ?? row.upgrade,
    retiresAtMs: typeof row.upgradeInfo?.retirementAt === 'number' ? row.upgradeInfo.retirementAt * 1000 : null,
    textOnly: row.inputModalities === null ? null : !row.inputModalities.includes('image'),
    efforts: row.supportedReasoningEfforts,
    defaultEffort: row.defaultReasoningEffort,
  }
}

/** The lanes a model plays in; both when the settings put it in both. */
function lanesOfModel(modelId: string, { lanes }: LanesSettings): readonly Lane[] {
  return laneOrder.filter((lane) => lanes[lane].model === modelId)
}

/** Whether a session with this model needs committed work first: the Spark lane's model always does. */
export function isGatedModel(modelId: string, settings: LanesSettings): boolean {
  return settings.lanes.spark.model === modelId || settings.gatedModels.includes(modelId)
}

/**
 * Both lanes, Spark first. `models` is null when the list could not be read. Without a sign-in Codex lists what was
 * compiled into it, which says nothing about the account, so a model missing there is unknown and not absent.
 */
export function laneViews(
  settings: LanesSettings,
  models: readonly OfferedModel[] | null,
  account: Account['kind'],
): readonly LaneView[] {
  return laneOrder.map((lane) => {
    const modelId = settings.lanes[lane].model
    const model = models?.find((candidate) => candidate.id === modelId)
    const isAccountsList = models !== null && account !== 'signed-out' && account !== 'unknown'
    const offered = model !== undefined ? 'yes' : isAccountsList ? 'no' : 'unknown'
    return {
      lane,
      modelId,
      displayName: model?.displayName ?? modelId,
      offered,
      suggestion: offered === 'no' && models !== null ? suggestModel(lane, models) : null,
      gated: isGatedModel(modelId, settings),
      textOnly: model?.textOnly ?? null,
    }
  })
}

/** Every model that can be chosen, in the server's order; hidden ones only where they play a lane or are configured. */
export function modelChoices(
  settings: LanesSettings,
  models: readonly OfferedModel[],
  configured: string | null,
): readonly ModelChoice[] {
  const current = configured ?? models.find((model) => model.isDefault)?.id ?? null
  return models
    .map((model) => ({
      model,
      lanes: lanesOfModel(model.id, settings),
      gated: isGatedModel(model.id, settings),
      configured: model.id === current,
    }))
    .filter((choice) => !choice.model.hidden || choice.lanes.length > 0 || choice.configured)
}

/** Another Spark model for the Spark lane, else the account's default: the one recommendation that the server makes. */
function suggestModel(lane: Lane, models: readonly OfferedModel[]): LaneView['suggestion'] {
  const visible = models.filter((model) => !model.hidden)
  const fast = lane === 'spark' ? visible.find((model) => /\bspark\b/i.test(model.id)) : undefined
  const chosen = fast ?? visible.find((model) => model.isDefault) ?? visible[0]
  return chosen === undefined ? null : { modelId: chosen.id, displayName: chosen.displayName }
}
