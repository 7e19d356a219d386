import type { ConfiguredModel } from '../core/codex/config-origin'
import { describeSwitchError } from '../core/errors/describe-switch-error'
import { isGatedModel } from '../core/lanes/lanes'
import { effortBefore, modelBefore } from '../core/lanes/switch-record'
import { ok } from '../core/result'
import type { Settings } from '../core/settings'
import { displayName } from '../core/words/display-name'
import { overrideWords } from '../core/words/override-words'
import { effortWords, placeWords } from '../core/words/switch-words'
import { clockTime } from '../core/words/times'
import { codexHome } from '../services/codex/codex-home'
import { createModelSwitch, type Switched } from '../services/codex/model-switch'
import { createModels } from '../services/codex/models'
import { writeNextSession } from '../services/codex/next-session'
import type { Supervisor } from '../services/codex/supervisor'
import { createGuardInstallation } from '../services/guard/guard-installation'
import { withCodex } from './codex'
import { configFolder, overrideJson } from './config-folder'
import { prepareHome, settingsNow } from './home'
import { jsonTime } from './json-path'
import { switchPlace } from './model-place'
import { failed, misused, type Outcome, said } from './outcome'
import type { CliContext } from './verb'

export interface SetCall {
  /** Null leaves it as it is. */
  readonly model: string | null
  readonly scope: 'user' | 'repository' | 'next'
  /** Null takes it away; undefined leaves it. */
  readonly effort: string | null | undefined
  readonly minutes: number | null
  readonly repo: string | undefined
  /** The consent to write into a repository. */
  readonly yes: boolean
}

const gatedWarning = 'Sessions you start in a terminal or IDE will not be stopped on uncommitted work.'

/** Writes the model of new Codex sessions, notes the way back, and says what is in force in the folder afterwards. */
export async function setModel(call: SetCall, context: CliContext): Promise<Outcome> {
  const { model, scope } = call
  const folder = await configFolder(call.repo, context)
  if (!folder.ok) return failed(folder.error)
  const problem = await prepareHome(context.home)
  if (problem !== null) return failed(problem)
  const { settings, note } = await settingsNow(context.home)
  if (scope === 'next') return forNextSession(call, settings, note, context)
  const place = await switchPlace(scope, folder.value)
  if (!place.ok) return failed(place.error)
  if (place.value.kind === 'repository' && !call.yes)
    return failed({
      code: 'consent-needed',
      message: `This writes .codex/config.toml in ${displayName(place.value.top)}, a change that everybody gets who gets the repository.`,
      next: 'Add --yes to agree, or use --scope next, which writes nothing there.',
    })

  const untilMs = call.minutes === null ? null : context.clock.now() + call.minutes * 60_000
  const wish = { place: place.value, model, effort: call.effort, untilMs }
  const isGated = model !== null && isGatedModel(model, settings)
  const done = await withCodex(context, settings, async (supervisor) => {
    const { home, env, homeFolder, clock } = context
    const modelSwitch = createModelSwitch({ home, codexHome: codexHome(env, homeFolder), supervisor, clock })
    // What has had its time goes back first, so that "back" later leads to what was there before it.
    await modelSwitch.backDue()
    const switched = await modelSwitch.set(wish, folder.value)
    if (!switched.ok) return switched
    const list = switched.value.withoutCodex === null ? await createModels({ supervisor, clock }).list() : null
    const guarded = isGated && (await isGuarded(supervisor, folder.value, context))
    return ok({ switched: switched.value, list: list?.ok === true ? list.value.models : null, guarded })
  })
  if (!done.ok) return failed(describeSwitchError(done.error))
  const { switched, list, guarded } = done.value
  const { inForce, record, wrote, file, withoutCodex } = switched
  const offered = list === null || model === null ? null : list.some(({ id }) => id === model)
  const until = record === null || untilMs === null ? null : untilMs
  return said(
    {
      written: model,
      file,
      scope,
      effort: call.effort ?? null,
      wrote,
      previous: record === null ? null : modelBefore(record),
      previousEffort: record === null ? null : effortBefore(record),
      effective: inForce?.modelId ?? null,
      overriddenBy: overrideJson(overridden(inForce, model)),
      until: until === null ? null : jsonTime(until),
      offered,
      gated: isGated,
      codexAsked: withoutCodex === null,
    },
    `N${placeWords(place.value).slice(1)} use ${[...(model === null ? [] : [displayName(model)]), ...(call.effort === undefined ? [] : [effortWords(call.effort)])].join(', ')}. Running sessions keep their model.`,
    {
      notes: notesOf({ note, unguarded: isGated && !guarded, offered, switched, model, minutes: call.minutes, until }),
    },
  )
}

/** Whether Codex says that the guard is on there. */
async function isGuarded(supervisor: Supervisor, folder: string, { home, env, homeFolder }: CliContext) {
  const installation = createGuardInstallation({ home, codexHome: codexHome(env, homeFolder), supervisor })
  if (!(await installation.isInFile())) return false
  const status = await installation.status(folder)
  return status.ok && status.value.state === 'on'
}

function notesOf(facts: {
  readonly note: string | null
  /** Its sessions need committed work, and nothing holds them back outside of Firebreak. */
  readonly unguarded: boolean
  readonly offered: boolean | null
  readonly switched: Switched
  readonly model: string | null
  readonly minutes: number | null
  readonly until: number | null
}): readonly string[] {
  const { note, unguarded, offered, switched, model, minutes, until } = facts
  const { inForce, withoutCodex, wrote } = switched
  const override = overrideWords(overridden(inForce, model), inForce?.modelId ?? null)
  return [
    note,
    unguarded ? gatedWarning : null,
    offered === false
      ? `Codex does not list ${displayName(model ?? '')} among the models of this account: it would run on fallback metadata, without its patch tool.`
      : null,
    override === null ? null : `${override}, so the new model is not used here.`,
    withoutCodex === null ? null : 'Codex could not be asked; the file was changed in this one place and nowhere else.',
    wrote ? null : 'It was set already; nothing was written.',
    minutes === null
      ? null
      : until === null
        ? 'Nothing is put back later, because nothing was changed.'
        : `Firebreak puts the model back at ${clockTime(until)} while it runs, or as soon as it is started after that.`,
  ].filter((line) => line !== null)
}

/** Who decides instead of what was written; null when nobody does. */
function overridden(inForce: ConfiguredModel | null, model: string | null) {
  return inForce === null || model === null || inForce.modelId === model ? null : inForce.origin
}

async function forNextSession(
  { model, effort }: SetCall,
  settings: Settings,
  note: string | null,
  { home }: CliContext,
): Promise<Outcome> {
  if (model === null) return misused('--scope next needs the model to use.', 'model')
  await writeNextSession(home, { modelId: model, effort: effort ?? null })
  return said(
    { written: null, next: { model, effort: effort ?? null }, scope: 'next', gated: isGatedModel(model, settings) },
    `The next session that Firebreak starts uses ${displayName(model)}. No file of Codex was touched.`,
    { notes: note === null ? [] : [note] },
  )
}
