import { describeSwitchError } from '../core/errors/describe-switch-error'
import { effortBefore, modelBefore } from '../core/lanes/switch-record'
import { displayName } from '../core/words/display-name'
import { effortWords, placeWords } from '../core/words/switch-words'
import { codexHome } from '../services/codex/codex-home'
import { createModelSwitch } from '../services/codex/model-switch'
import { readNextSession, writeNextSession } from '../services/codex/next-session'
import { withCodex } from './codex'
import { configFolder } from './config-folder'
import { prepareHome, settingsNow } from './home'
import { switchPlace } from './model-place'
import { exitCodes, failed, type Outcome, said } from './outcome'
import type { CliContext } from './verb'

/** Takes the newest switch of a scope back. Exit code 1 when there is none, 3 when others' writes are kept beside it. */
export async function takeModelBack(
  call: { readonly scope: 'user' | 'repository' | 'next'; readonly repo: string | undefined },
  context: CliContext,
): Promise<Outcome> {
  const { home, env, homeFolder, clock } = context
  const folder = await configFolder(call.repo, context)
  if (!folder.ok) return failed(folder.error)
  const problem = await prepareHome(home)
  if (problem !== null) return failed(problem)
  if (call.scope === 'next') {
    const next = await readNextSession(home)
    await writeNextSession(home, null)
    return said(
      { next: null, scope: 'next' },
      next === null ? 'Nothing was set for the next session.' : 'The next session uses the model of its lane.',
      { exit: next === null ? exitCodes.closed : exitCodes.done },
    )
  }
  const place = await switchPlace(call.scope, folder.value)
  if (!place.ok) return failed(place.error)
  const { settings, note } = await settingsNow(home)
  // Going back needs no Codex: the bytes are compared with what was noted.
  const done = await withCodex(context, settings, (supervisor) =>
    createModelSwitch({ home, codexHome: codexHome(env, homeFolder), supervisor, clock }).back(place.value),
  )
  if (!done.ok) {
    const error = describeSwitchError(done.error)
    if (done.error.kind !== 'nothing-to-take-back') return failed(error)
    return said({ file: null, model: null, exact: null, scope: call.scope }, error.message, { exit: exitCodes.closed })
  }
  const { record, exact } = done.value
  const before = record.model === null ? effortWords(effortBefore(record)) : modelBefore(record)
  return said(
    { file: record.file, model: record.model === null ? null : before, exact, scope: call.scope },
    before === null
      ? `No model is set for ${placeWords(place.value)}, as before.`
      : `N${placeWords(place.value).slice(1)} use ${displayName(before)} again.`,
    {
      exit: exact ? exitCodes.done : exitCodes.partial,
      notes: [note, exact ? null : 'What others wrote into the file meanwhile is still there.'].filter(
        (line) => line !== null,
      ),
    },
  )
}
