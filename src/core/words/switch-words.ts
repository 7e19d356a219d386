import type { SwitchPlace, SwitchRecord } from '../lanes/switch-record'
import { effortBefore, modelBefore } from '../lanes/switch-record'
import { count } from './counts'
import { displayName } from './display-name'
import { resetTime } from './times'

/** Gives a model's slug the name it has in the list. */
export type NameOf = (modelId: string) => string

/** "new Codex sessions", "new Codex sessions in acme-api" */
export function placeWords(place: SwitchPlace): string {
  if (place.kind === 'user') return 'new Codex sessions'
  return `new Codex sessions in ${displayName(place.top.split('/').at(-1) ?? place.top)}`
}

/** "Back to GPT-5.5", or to what Codex chooses where nothing was set. */
export function backLabel(record: SwitchRecord, nameOf: NameOf): string {
  if (record.model === null) return `Back to ${effortWords(effortBefore(record))}`
  const before = modelBefore(record)
  return before === null ? 'Back to no model set' : `Back to ${displayName(nameOf(before))}`
}

/** "effort high", "the model’s own effort" */
export function effortWords(effort: string | null): string {
  return effort === null ? 'the model’s own effort' : `effort ${displayName(effort)}`
}

/** "GPT-5.3-Codex-Spark until 12:04, then GPT-5.5" */
export function timedWords(record: SwitchRecord, nowMs: number, nameOf: NameOf): string | null {
  if (record.untilMs === null || record.model === null) return null
  const before = modelBefore(record)
  const then = before === null ? 'what was set before: nothing' : displayName(nameOf(before))
  return `${displayName(nameOf(record.model))} until ${resetTime(record.untilMs, nowMs)}, then ${then}`
}

/** What a switch of the configuration does not change, as far as it is true at this moment. */
export function unchangedWords(facts: {
  readonly runningSessions: number
  readonly profiles: readonly { readonly name: string; readonly modelId: string }[]
  readonly managed: string | null
  readonly nameOf: NameOf
}): readonly string[] {
  const { runningSessions, profiles, managed, nameOf } = facts
  return [
    ...(runningSessions === 0
      ? []
      : [`${count(runningSessions, 'running session')} ${runningSessions === 1 ? 'keeps its' : 'keep their'} model.`]),
    'Sessions started in Firebreak use their lane’s model, as does whoever names one with codex -m.',
    ...profiles.map(({ name, modelId }) => `codex -p ${displayName(name)} uses ${displayName(nameOf(modelId))}.`),
    ...(managed === null ? [] : [`Your organisation gives new sessions ${displayName(nameOf(managed))}.`]),
  ]
}
