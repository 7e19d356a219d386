import { describeGuardError } from '../../../core/guard/guard-error'
import { guardStateWords } from '../../../core/guard/guard-words'
import { refusalWords } from '../../../core/guard/refusal'
import { displayName } from '../../../core/words/display-name'
import { clockTime } from '../../../core/words/times'
import { readRefusals } from '../../../services/guard/refusals'
import { configFolder } from '../../config-folder'
import { jsonPath } from '../../json-path'
import { settingsNow } from '../../home'
import { failed, type Outcome, said } from '../../outcome'
import type { CliContext } from '../../verb'
import { withGuard } from './with-guard'

const mostListed = 10

/** Whether Codex asks the guard, and the last prompts that it refused. */
export async function guardStatus(wanted: string | undefined, context: CliContext): Promise<Outcome> {
  const folder = await configFolder(wanted, context)
  if (!folder.ok) return failed(folder.error)
  const { settings, note } = await settingsNow(context.home)
  return withGuard(context, settings, async (guard) => {
    // Without the hook there is nothing that Codex would have to be asked.
    const status = (await guard.isInFile()) ? await guard.status(folder.value) : notInstalled
    if (!status.ok) return failed(describeGuardError(status.error))
    const { state, warning } = status.value
    const refusals = await readRefusals(context.home, mostListed)
    const { line, next } = guardStateWords(state)
    const text = [
      ...(state === 'on' ? [line] : [line, next]),
      ...(refusals.length === 0 ? [] : ['', 'Refused last:']),
      ...refusals.map(
        (refusal) =>
          `  ${clockTime(refusal.atMs)}  ${displayName(refusal.top || refusal.cwd)}  ${refusalWords(refusal)}`,
      ),
    ]
    return said(
      {
        state,
        warning,
        hooksFile: guard.hooksFile,
        command: guard.hook.command,
        refusals: refusals.map(({ id, atMs, reason, sessionId, model, cwd, top, files, total }) => ({
          id,
          at: new Date(atMs).toISOString(),
          reason,
          sessionId,
          model,
          cwd: jsonPath(cwd),
          top: top === '' ? null : jsonPath(top),
          files: files.map(jsonPath),
          total,
        })),
      },
      text.join('\n'),
      { notes: [note, warning === null ? null : displayName(warning)].filter((each) => each !== null) },
    )
  })
}

const notInstalled = { ok: true, value: { state: 'not-installed', warning: null } } as const
