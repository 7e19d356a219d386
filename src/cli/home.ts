import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DescribedError } from '../core/errors/described-error'
import { readSettings, defaultSettings, type Settings } from '../core/settings'
import { displayName } from '../core/words/display-name'
import { makeFirebreakHome } from '../services/firebreak-home'

/** The settings as a verb that changes nothing reads them. */
export interface SettingsNow {
  readonly settings: Settings
  /** Set when they could not be read as they are; the app keeps such a file aside, a verb that only reads leaves it. */
  readonly note: string | null
}

/** Reads the settings without a lock and without writing. Never fails: what cannot be read has its default. */
export async function settingsNow(home: string): Promise<SettingsNow> {
  const file = join(home, 'settings.json')
  const note = `${displayName(file)} could not be read; defaults were used.`
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return { settings: defaultSettings(), note: errnoOf(error) === 'ENOENT' ? null : note }
  }
  const read = readSettings(parseJson(text))
  if (read.kind !== 'read') return { settings: defaultSettings(), note }
  return { settings: read.settings, note: read.broken.length === 0 ? null : note }
}

/** Makes FIREBREAK_HOME; what keeps it from being written, or null. */
export async function prepareHome(home: string): Promise<DescribedError | null> {
  try {
    await makeFirebreakHome(home)
    return null
  } catch (error) {
    const code = errnoOf(error)
    if (code === null) throw error
    return cannotWrite(home, code)
  }
}

/** A failed write to FIREBREAK_HOME in the user's words; `code` is an errno name. */
export function cannotWrite(home: string, code: string): DescribedError {
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  const readOnly = code === 'EROFS' || code === 'EACCES' || code === 'EPERM'
  return {
    code: full ? 'no-space' : readOnly ? 'read-only' : 'home-failed',
    message: full
      ? `The disk that holds ${displayName(home)} is full.`
      : `Firebreak cannot write to ${displayName(home)} (${code}).`,
    next: full ? 'Free some space, then try again.' : 'Make it writable, or set FIREBREAK_HOME to another folder.',
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
