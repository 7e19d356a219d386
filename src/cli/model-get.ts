import { accountFromReply } from '../core/codex/account'
import { type LaneView, laneViews, type ModelChoice, modelChoices, type OfferedModel } from '../core/lanes/lanes'
import { modelBefore, type SwitchRecord } from '../core/lanes/switch-record'
import { ok } from '../core/result'
import { displayName } from '../core/words/display-name'
import { modelFacts } from '../core/words/model-facts'
import { overrideWords } from '../core/words/override-words'
import { timedWords } from '../core/words/switch-words'
import { codexHome } from '../services/codex/codex-home'
import { createModelSwitch } from '../services/codex/model-switch'
import { createModels } from '../services/codex/models'
import { readNextSession } from '../services/codex/next-session'
import { profilesWithModel } from '../services/codex/profiles'
import type { Supervisor } from '../services/codex/supervisor'
import { codexFailed, withCodex } from './codex'
import { configFolder, overrideJson } from './config-folder'
import { settingsNow } from './home'
import { jsonTime } from './json-path'
import { failed, type Outcome, said } from './outcome'
import type { CliContext } from './verb'

/** The model of new Codex sessions: what the user configured, what is in force in the folder, the lanes, and what is noted to go back. */
export async function getModel(wanted: string | undefined, context: CliContext): Promise<Outcome> {
  const folder = await configFolder(wanted, context)
  if (!folder.ok) return failed(folder.error)
  const { settings, note } = await settingsNow(context.home)
  const read = await withCodex(context, settings, (supervisor) => ask(supervisor, folder.value, context))
  if (!read.ok) return codexFailed(read.error)
  const { own, here, list, account, managed, records } = read.value
  const profiles = await profilesWithModel(codexHome(context.env, context.homeFolder))
  const next = await readNextSession(context.home)

  const configured = own.origin?.kind === 'user' ? own.modelId : null
  const effective = here.modelId ?? list?.find((model) => model.isDefault)?.id ?? null
  const lanes = laneViews(settings, list, account)
  const choices = list === null ? null : modelChoices(settings, list, effective)
  const nameOf = (modelId: string): string => list?.find((model) => model.id === modelId)?.displayName ?? modelId
  const override = overrideWords(here.origin, here.modelId === null ? null : nameOf(here.modelId))
  const timed = records.findLast(({ untilMs }) => untilMs !== null)
  const timedLine = timed === undefined ? null : timedWords(timed, context.clock.now(), nameOf)
  return said(
    {
      configured,
      effective,
      effort: here.effort,
      overriddenBy: overrideJson(here.origin),
      trusted: here.trust === 'unknown' ? null : here.trust === 'trusted',
      next: next === null ? null : { model: next.modelId, effort: next.effort },
      lanes: Object.fromEntries(
        lanes.map((lane) => [lane.lane, { ...laneJson(lane), limitIds: settings.lanes[lane.lane].limitIds }]),
      ),
      models: choices?.map((choice) => choiceJson(choice)) ?? null,
      profiles: profiles.map(({ name, modelId }) => ({ name, model: modelId })),
      managed,
      switches: records.map(recordJson),
    },
    [
      `Model for new Codex sessions: ${effective === null ? "not known, the account's default" : displayName(effective)}${here.effort === null ? '' : `, effort ${displayName(here.effort)}`}`,
      ...(override === null
        ? []
        : [`${override}, so ${configured === null ? 'that' : displayName(configured)} is not used here.`]),
      ...(timedLine === null ? [] : [timedLine]),
      ...(next === null ? [] : [`The next session that Firebreak starts uses ${displayName(next.modelId)}`]),
      ...lanes.map(laneText),
      ...profiles.map(({ name, modelId }) => `codex -p ${displayName(name)} uses ${displayName(modelId)}`),
      ...(managed === null ? [] : [`Your organisation gives new sessions ${displayName(managed)}`]),
      ...(choices === null ? [] : ['Offered:', ...choices.map((choice) => choiceText(choice, list ?? []))]),
    ].join('\n'),
    { notes: note === null ? [] : [note] },
  )
}

async function ask(supervisor: Supervisor, folder: string, { clock, home, env, homeFolder }: CliContext) {
  const models = createModels({ supervisor, clock })
  const own = await models.configured(null)
  if (!own.ok) return own
  const here = await models.configured(folder)
  if (!here.ok) return here
  // Without the account or its list the configuration is still worth knowing.
  const account = await supervisor.withClient((client) => client.accountRead())
  const list = await models.list()
  const records = await createModelSwitch({ home, codexHome: codexHome(env, homeFolder), supervisor, clock }).records()
  return ok({
    own: own.value,
    here: here.value,
    list: list.ok ? list.value.models : null,
    account: account.ok ? accountFromReply(account.value).kind : ('unknown' as const),
    managed: await models.managed(),
    records,
  })
}

function recordJson(record: SwitchRecord) {
  const { place, file, model, atMs, untilMs } = record
  return {
    scope: place.kind,
    file,
    model,
    previous: modelBefore(record),
    at: jsonTime(atMs),
    until: untilMs === null ? null : jsonTime(untilMs),
  }
}

function laneJson({ modelId, displayName: name, offered, gated, suggestion }: LaneView) {
  return { model: modelId, name, offered, gated, suggestion: suggestion?.modelId ?? null }
}

function choiceJson({ model, lanes, gated, configured }: ModelChoice) {
  const { id, displayName: name, hidden, textOnly, efforts, defaultEffort, upgrade, retiresAtMs } = model
  return {
    id,
    name,
    lanes,
    gated,
    inForce: configured,
    hidden,
    textOnly,
    efforts,
    defaultEffort,
    replacement: upgrade,
    retiresAt: retiresAtMs === null ? null : jsonTime(retiresAtMs),
  }
}

function laneText({ lane, modelId, offered, gated, suggestion }: LaneView): string {
  const missing =
    offered === 'no'
      ? `, not offered to this account${suggestion === null ? '' : `; ${displayName(suggestion.modelId)} is`}`
      : offered === 'unknown'
        ? ', not known whether it is offered'
        : ''
  return `${lane === 'spark' ? 'Spark' : 'Standard'} lane: ${displayName(modelId)}${gated ? ', gated' : ''}${missing}`
}

function choiceText({ model, configured }: ModelChoice, list: readonly OfferedModel[]): string {
  const facts = modelFacts(model, list).map(displayName)
  return `  ${configured ? '*' : ' '} ${displayName(model.id)}  ${[displayName(model.displayName), ...facts].join(', ')}`
}
