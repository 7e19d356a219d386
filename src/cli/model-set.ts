import { isGatedModel } from '../core/lanes/lanes'
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

const gatedWarning = 'Sessions you start in a terminal or IDE will not be stopped on uncommitted work.'

/** Writes the model of new Codex sessions through Codex, and says what is in force in the folder afterwards. */
export async function setModel(slug: string, wanted: string | undefined, context: CliContext): Promise<Outcome> {
  const folder = await configFolder(wanted, context)
  if (!folder.ok) return failed(folder.error)
  const { settings, note } = await settingsNow(context.home)
  const done = await withCodex(context, settings, (supervisor) => select(supervisor, slug, folder.value, context))
  if (!done.ok) return codexFailed(done.error)
  const { selection, list } = done.value
  const { effective, overriddenBy, file, previous } = selection

  const offered = list === null ? null : list.some((model) => model.id === slug)
  const gated = isGatedModel(slug, settings)
  const override = overrideWords(overriddenBy, effective)
  const notes = [
    note,
    gated ? gatedWarning : null,
    offered === false ? `Codex does not list ${displayName(slug)} among the models of this account.` : null,
    override === null ? null : `${override}, so the new model is not used here.`,
  ]
  return said(
    { written: slug, file, previous, effective, overriddenBy: overrideJson(overriddenBy), offered, gated },
    `New Codex sessions use ${displayName(slug)}. Running sessions keep their model.`,
    { notes: notes.filter((line) => line !== null) },
  )
}

async function select(supervisor: Supervisor, slug: string, folder: string, { clock }: CliContext) {
  const models = createModels({ supervisor, clock })
  const selection = await models.select(slug, folder)
  if (!selection.ok) return selection
  const list = await models.list()
  return ok({ selection: selection.value, list: list.ok ? list.value.models : null })
}
