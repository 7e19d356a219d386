import { constants } from 'node:fs'
import { copyFile, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import { err, ok, type Result } from '../../core/result'
import { defaultSettings, readSettings, type Settings, settingsText } from '../../core/settings'
import { withFileLock } from './file-lock'
import { replaceFile } from './replace-file'

/** What the user has to be told about the settings file. */
export type SettingsProblem =
  /** It could not be read (or parts of it, then named in `parts`); it is kept under another name and defaults are used instead. */
  | {
      readonly kind: 'set-aside'
      readonly reason: 'broken' | 'newer-version'
      readonly parts: readonly string[]
      /** Path of the kept copy; null when not even that could be written. */
      readonly keptAs: string | null
    }
  /** Reading failed, e.g. EACCES; the file is not touched. */
  | { readonly kind: 'not-read'; readonly code: string; readonly message: string }
  /** The change holds until Firebreak ends, but not on disk, e.g. ENOSPC. */
  | { readonly kind: 'not-saved'; readonly code: string; readonly message: string }

export interface SettingsFile {
  /** `settings.json` in FIREBREAK_HOME. */
  readonly path: string
  current(): Settings
  /** The last thing that went wrong and is still true, or null. */
  problem(): SettingsProblem | null
  /** Changes settings, on top of what another Firebreak process may have written meanwhile. On failure the change is in `current()` only. */
  update(change: (settings: Settings) => Settings): Promise<Result<Settings, SettingsProblem>>
  /** Reads the file again. */
  reload(): Promise<Settings>
  /** Calls back after each change made or found by this object; answers how to stop that. */
  subscribe(listener: (settings: Settings) => void): () => void
}

/** Opens the settings in a Firebreak home, which must exist. A file that is missing means defaults. Never rejects. */
export async function openSettingsFile(options: {
  readonly home: string
  readonly clock: Clock
}): Promise<SettingsFile> {
  const { home, clock } = options
  const path = join(home, 'settings.json')
  const listeners = new Set<(settings: Settings) => void>()
  let settings = defaultSettings()
  let unknown: Readonly<Record<string, unknown>> = {}
  let problem: SettingsProblem | null = null
  let unsaved = false
  let queue: Promise<unknown> = Promise.resolve()

  /** Takes over what is on disk, unless our own last change could not be put there. */
  const readDisk = async (): Promise<void> => {
    if (unsaved) return
    const text = await readText(path)
    if (!text.ok) {
      problem = text.error
      return
    }
    if (problem?.kind === 'not-read') problem = null
    const read = text.value === null ? readSettings({ version: 1 }) : readSettings(parseJson(text.value))
    if (read.kind === 'read') {
      ;({ settings, unknown } = read)
      if (read.broken.length === 0) return
    } else {
      settings = defaultSettings()
      unknown = {}
    }
    const keptAs = await keepAside(path, home)
    const parts = read.kind === 'read' ? read.broken : []
    problem = { kind: 'set-aside', reason: read.kind === 'newer-version' ? 'newer-version' : 'broken', parts, keptAs }
    // Only a file that is kept may be replaced, and it is replaced at once, so that it is not kept again at every start.
    if (keptAs !== null) await replaceFile(path, settingsText(settings, unknown)).catch(() => {})
  }

  const save = async (): Promise<Result<Settings, SettingsProblem>> => {
    // What could be neither read nor kept is not written over.
    if (problem?.kind === 'not-read' || (problem?.kind === 'set-aside' && problem.keptAs === null)) {
      unsaved = true
      return err(problem)
    }
    try {
      await replaceFile(await realpath(path).catch(() => path), settingsText(settings, unknown))
      unsaved = false
      if (problem?.kind === 'not-saved') problem = null
      return ok(settings)
    } catch (error) {
      unsaved = true
      problem = { kind: 'not-saved', ...codeAndMessage(error) }
      return err(problem)
    }
  }

  const tell = (): void => {
    for (const listener of listeners) listener(settings)
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(() => withFileLock(join(home, 'settings.lock'), clock, work))
    queue = mine.catch(() => {})
    return mine
  }

  await inTurn(readDisk)
  return {
    path,
    current: () => settings,
    problem: () => problem,
    update: (change) =>
      inTurn(async () => {
        await readDisk()
        settings = change(settings)
        const saved = await save()
        tell()
        return saved
      }),
    reload: () =>
      inTurn(async () => {
        await readDisk()
        tell()
        return settings
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

async function readText(path: string): Promise<Result<string | null, SettingsProblem>> {
  try {
    return ok(await readFile(path, 'utf8'))
  } catch (error) {
    const { code, message } = codeAndMessage(error)
    return code === 'ENOENT' ? ok(null) : err({ kind: 'not-read', code, message })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Copies the file to the first free settings.bad-N.json; the original stays until its successor is in place. */
async function keepAside(path: string, home: string): Promise<string | null> {
  for (let n = 1; n < 1000; n++) {
    const keptAs = join(home, `settings.bad-${n}.json`)
    try {
      await copyFile(path, keptAs, constants.COPYFILE_EXCL)
      return keptAs
    } catch (error) {
      if (codeAndMessage(error).code !== 'EEXIST') return null
    }
  }
  return null
}

function codeAndMessage(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) }
  return { code: 'code' in error ? String(error.code) : 'UNKNOWN', message: error.message }
}
