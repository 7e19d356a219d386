import type { Buffer } from 'node:buffer'

/** One setting as git reads it; `value` is empty for a key that stands alone, which git reads as true. */
export interface Setting {
  readonly key: string
  readonly value: string
}

/** What the system's and the user's own git configuration says, in the order in which git reads it. */
export interface UserSettings {
  /** Ignore, attribute and line-ending settings: they change what `status` answers. */
  readonly answers: readonly Setting[]
  /** The repositories of other owners that the user trusts. */
  readonly safeDirectories: readonly Setting[]
  readonly filters: readonly Setting[]
}

const answerKeys = ['excludesfile', 'attributesfile', 'autocrlf', 'eol', 'filemode', 'ignorecase'].map(
  (k) => `core.${k}`,
)

export const userSettingsCommand = [
  'config',
  '-z',
  '--show-scope',
  '--get-regexp',
  String.raw`^(core\.(excludesfile|attributesfile|autocrlf|eol|filemode|ignorecase)|safe\.directory|filter\..*)$`,
] as const

/**
 * The environment in which the user's own configuration is found. Hardened commands do not read it, as it may name
 * programs; the few keys above are read once and passed back.
 */
export function userSettingsEnvironment(
  hardened: Readonly<Record<string, string>>,
  userEnv: NodeJS.ProcessEnv,
): Record<string, string> {
  const { GIT_CONFIG_NOSYSTEM: _system, GIT_CONFIG_GLOBAL: _global, ...rest } = hardened
  const env: Record<string, string> = rest
  for (const name of ['GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM']) {
    const value = userEnv[name]
    if (value !== undefined) env[name] = value
  }
  return env
}

/** Reads what `userSettingsCommand` printed: `scope NUL key LF value NUL`, without the LF for a key that stands alone. */
export function parseUserSettings(stdout: Buffer): UserSettings {
  const fields = stdout.toString('utf8').split('\0')
  const settings: Setting[] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const scope = fields[i]
    // The folder git was started in may lie inside some repository: its own settings are not the user's.
    if (scope !== 'system' && scope !== 'global') continue
    const line = fields[i + 1] ?? ''
    const newline = line.indexOf('\n')
    settings.push(
      newline < 0 ? { key: line, value: 'true' } : { key: line.slice(0, newline), value: line.slice(newline + 1) },
    )
  }
  return {
    answers: settings.filter(({ key }) => answerKeys.includes(key)),
    safeDirectories: settings.filter(({ key }) => key === 'safe.directory'),
    filters: settings.filter(({ key }) => key.startsWith('filter.')),
  }
}
