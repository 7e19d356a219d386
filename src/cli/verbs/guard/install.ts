import { createInterface } from 'node:readline/promises'
import { describeGuardError } from '../../../core/guard/guard-error'
import { guardConsent, guardStateWords } from '../../../core/guard/guard-words'
import { displayName } from '../../../core/words/display-name'
import { publishSettings } from '../../../services/guard/publish'
import { configFolder } from '../../config-folder'
import { cannotWrite, prepareHome, settingsNow } from '../../home'
import { exitCodes, failed, type Outcome, said } from '../../outcome'
import type { CliContext } from '../../verb'
import { withGuard } from './with-guard'

/** Puts the guard into Codex's hooks, with the consent of a person or of `--yes`. */
export async function installGuard(wanted: string | undefined, yes: boolean, context: CliContext): Promise<Outcome> {
  const folder = await configFolder(wanted, context)
  if (!folder.ok) return failed(folder.error)
  const { settings, note } = await settingsNow(context.home)
  return withGuard(context, settings, async (guard) => {
    const consent = guardConsent(guard)
    if (!yes && !(await agrees(consent, context)))
      return failed({
        code: 'consent-needed',
        message: `Nothing was installed. ${consent.join(' ')}`,
        next: 'Run firebreak guard install --yes to agree.',
      })
    const unwritable = await prepareHome(context.home)
    if (unwritable !== null) return failed(unwritable)
    try {
      await publishSettings({ home: context.home, settings, nowMs: context.clock.now(), known: [] })
    } catch (error) {
      return failed(
        cannotWrite(context.home, error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'),
      )
    }
    const installed = await guard.install(folder.value)
    if (!installed.ok) return failed(describeGuardError(installed.error))
    const { state, warning } = installed.value
    const { line, next } = guardStateWords(state)
    const text = [
      line,
      ...(state === 'on' ? ['Codex sessions that run already ask it from their next start on.'] : [next]),
    ]
    const notes = [note, warning === null ? null : displayName(warning)].filter((each) => each !== null)
    return said(
      { state, hooksFile: guard.hooksFile, configFile: guard.configFile, command: guard.hook.command, warning },
      text.join('\n'),
      { exit: state === 'on' ? exitCodes.done : exitCodes.partial, notes },
    )
  })
}

async function agrees(consent: readonly string[], { interactive }: CliContext): Promise<boolean> {
  if (!interactive) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`${consent.join('\n')}\nInstall the guard? [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
