import { isUtf8 } from 'node:buffer'
import type { Buffer } from 'node:buffer'
import type { Setting, UserSettings } from './user-settings'

/** The keys of the repository's own configuration that matter to a hardened command. */
export interface RepoSettings {
  /** Keys such as `filter.lfs.clean`; a driver's name is free text. */
  readonly drivers: readonly string[]
  /** Keys that the repository sets itself, so that the user's value must not be passed back over them. */
  readonly answers: ReadonlySet<string>
}

const runs = new Set(['clean', 'smudge', 'process', 'required', 'command', 'textconv', 'driver'])

export const repoSettingsCommand = [
  'config',
  '-z',
  '--name-only',
  '--get-regexp',
  String.raw`^((filter|diff|merge)\..*|core\.(excludesfile|attributesfile|autocrlf|eol|filemode|ignorecase))$`,
] as const

/** Reads what `repoSettingsCommand` printed; null when a name is not UTF-8 and so could not be overridden exactly. */
export function parseRepoSettings(stdout: Buffer): RepoSettings | null {
  if (!isUtf8(stdout)) return null
  const keys = [
    ...new Set(
      stdout
        .toString('utf8')
        .split('\0')
        .filter((key) => key !== ''),
    ),
  ]
  return {
    drivers: keys.filter((key) => !key.startsWith('core.') && driverOf(key) !== null && runs.has(variableOf(key))),
    answers: new Set(keys.filter((key) => key.startsWith('core.'))),
  }
}

/**
 * What a hardened command of a repository is given on top: the user's settings that change the answer, and every driver
 * of the repository emptied, except the filters the user consented to (which may be defined in the user's own file).
 */
export function settingsFor(user: UserSettings, repo: RepoSettings, keepFilters: ReadonlySet<string>): Setting[] {
  const kept = (key: string) => key.startsWith('filter.') && keepFilters.has(driverOf(key) ?? '')
  return [
    ...user.answers.filter(({ key }) => !repo.answers.has(key)),
    ...user.filters.filter(({ key }) => kept(key) && !repo.drivers.includes(key)),
    ...repo.drivers
      .filter((key) => !kept(key))
      .map((key) => ({ key, value: variableOf(key) === 'required' ? 'false' : '' })),
  ]
}

/** Names of the filters that a clean or process command is defined for, by the repository or by the user. */
export function definedFilters(user: UserSettings, repo: RepoSettings): ReadonlySet<string> {
  const keys = [...user.filters.map(({ key }) => key), ...repo.drivers]
  const cleaning = keys.filter((key) => key.startsWith('filter.') && ['clean', 'process'].includes(variableOf(key)))
  return new Set(cleaning.flatMap((key) => driverOf(key) ?? []))
}

/** Settings as git takes them from the environment: unlike `-c`, a key may hold any character there. */
export function settingsEnvironment(settings: readonly Setting[]): Record<string, string> {
  if (settings.length === 0) return {}
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) }
  for (const [i, { key, value }] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${i}`] = key
    env[`GIT_CONFIG_VALUE_${i}`] = value
  }
  return env
}

/** The free middle of `filter.NAME.clean`; null for a key of two parts such as `diff.external`. */
function driverOf(key: string): string | null {
  const first = key.indexOf('.')
  const last = key.lastIndexOf('.')
  return last > first ? key.slice(first + 1, last) : null
}

function variableOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}
