import type { Account } from '../codex/account'
import { displayName } from '../words/display-name'
import { localDay } from '../words/times'
import type { Lane, LanesSettings, OfferedModel } from './lanes'
import { type NoticeWay, replacementOf, wayIntoLane } from './ways-on'

/** A model in use that goes, or has gone. `id` is the same for the same fact, so that it is said once. */
export interface Retirement {
  readonly id: string
  readonly message: string
  readonly next: string
  readonly ways: readonly NoticeWay[]
}

/**
 * What is to be said of the models in use: those of the lanes and the configured one. `models` has to be the account's own
 * list; without a sign-in a missing model says nothing.
 */
export function retirements(
  settings: LanesSettings,
  configured: string | null,
  models: readonly OfferedModel[],
  account: Account['kind'],
): readonly Retirement[] {
  if (account !== 'chatgpt' && account !== 'api-key') return []
  const lanes: readonly Lane[] = ['spark', 'standard']
  const used = new Set([
    ...lanes.map((lane) => settings.lanes[lane].model),
    ...(configured === null ? [] : [configured]),
  ])
  return [...used].flatMap((modelId) => {
    const model = models.find(({ id }) => id === modelId)
    if (model !== undefined && model.retiresAtMs === null) return []
    const its = lanes.filter((lane) => settings.lanes[lane].model === modelId)
    const other = replacementOf(modelId, its[0] ?? null, models)
    const name = displayName(model?.displayName ?? modelId)
    const where = [
      ...its.map((lane) => (lane === 'spark' ? 'the Spark lane' : 'the standard lane')),
      ...(modelId === configured ? ['your Codex configuration'] : []),
    ].join(' and ')
    const day = model?.retiresAtMs == null ? null : localDay(model.retiresAtMs)
    return [
      {
        id: day === null ? goneId(modelId) : `retires:${modelId}:${day}`,
        message:
          day === null
            ? `${name} is not among the models of your account. It is set in ${where}.`
            : `${name} retires on ${day}. It is set in ${where}.`,
        next: other === null ? 'Choose another model.' : `${displayName(other.displayName)} is what takes its place.`,
        ways: other === null ? [] : waysFor(other, its, modelId === configured),
      },
    ]
  })
}

/** Ids of "is not offered" that hold no longer: such a model may vanish again, and is then said again. */
export function offeredAgain(said: readonly string[], models: readonly OfferedModel[]): readonly string[] {
  const gone = new Set(models.map(({ id }) => goneId(id)))
  return said.filter((id) => gone.has(id))
}

function goneId(modelId: string): string {
  return `gone:${modelId}`
}

function waysFor(other: OfferedModel, lanes: readonly Lane[], isConfigured: boolean): readonly NoticeWay[] {
  return [
    ...lanes.map((lane) => wayIntoLane(other, lane)),
    ...(isConfigured
      ? [
          {
            label: `Use ${displayName(other.displayName)} for new Codex sessions`,
            wish: { type: 'model/select', modelId: other.id, scope: 'ask' } as const,
          },
        ]
      : []),
  ]
}
