import { accountFromReply } from '../core/codex/account'
import { type LaneView, laneViews, type ModelChoice, modelChoices } from '../core/lanes/lanes'
import { ok } from '../core/result'
import { displayName } from '../core/words/display-name'
import { overrideWords } from '../core/words/override-words'
import { createModels } from '../services/codex/models'
import type { Supervisor } from '../services/codex/supervisor'
import { codexFailed, withCodex } from './codex'
import { configFolder, overrideJson } from './config-folder'
import { settingsNow } from './home'
import { failed, type Outcome, said } from './outcome'
import type { CliContext } from './verb'

/** The model of new Codex sessions: what the user configured, what is in force in the folder, and the lanes. */
export async function getModel(wanted: string | undefined, context: CliContext): Promise<Outcome> {
  const folder = await configFolder(wanted, context)
  if (!folder.ok) return failed(folder.error)
  const { settings, note } = await settingsNow(context.home)
  const read = await withCodex(context, settings, (supervisor) => ask(supervisor, folder.value, context))
  if (!read.ok) return codexFailed(read.error)
  const { own, here, list, account } = read.value

  const configured = own.origin?.kind === 'user' ? own.modelId : null
  const effective = here.modelId ?? list?.find((model) => model.isDefault)?.id ?? null
  const lanes = laneViews(settings, list, account)
  const choices = list === null ? null : modelChoices(settings, list, effective)
  const override = overrideWords(
    here.origin,
    list?.find((model) => model.id === here.modelId)?.displayName ?? here.modelId,
  )
  return said(
    {
      configured,
      effective,
      overriddenBy: overrideJson(here.origin),
      lanes: Object.fromEntries(lanes.map((lane) => [lane.lane, laneJson(lane)])),
      models: choices?.map(choiceJson) ?? null,
    },
    [
      `Model for new Codex sessions: ${effective === null ? "not known, the account's default" : displayName(effective)}`,
      ...(override === null
        ? []
        : [`${override}, so ${configured === null ? 'that' : displayName(configured)} is not used here.`]),
      ...lanes.map(laneText),
      ...(choices === null ? [] : ['Offered:', ...choices.map(choiceText)]),
    ].join('\n'),
    { notes: note === null ? [] : [note] },
  )
}

async function ask(supervisor: Supervisor, folder: string, { clock }: CliContext) {
  const models = createModels({ supervisor, clock })
  const own = await models.configured(null)
  if (!own.ok) return own
  const here = await models.configured(folder)
  if (!here.ok) return here
  // Without the account or its list the configuration is still worth knowing.
  const account = await supervisor.withClient((client) => client.accountRead())
  const list = await models.list()
  return ok({
    own: own.value,
    here: here.value,
    list: list.ok ? list.value.models : null,
    account: account.ok ? accountFromReply(account.value).kind : ('unknown' as const),
  })
}

function laneJson({ modelId, displayName: name, offered, gated, suggestion }: LaneView) {
  return { model: modelId, name, offered, gated, suggestion: suggestion?.modelId ?? null }
}

function choiceJson({ model, lanes, gated, configured }: ModelChoice) {
  return { id: model.id, name: model.displayName, lanes, gated, inForce: configured }
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

function choiceText({ model, configured }: ModelChoice): string {
  return `  ${configured ? '*' : ' '} ${displayName(model.id)}  ${displayName(model.displayName)}`
}
