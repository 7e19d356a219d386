import { delimiter, isAbsolute } from 'node:path'

/**
 * What keeps a hostile repository from running anything: its configuration cannot win over `-c`, and what `-c` does not
 * reach (protocols, the user's own filters, prompts, lazy fetches) is closed by the environment. Neither is enough alone.
 */
const hardenedSettings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'core.sshCommand=false',
  'core.gitProxy=',
  'core.askPass=',
  'core.editor=true',
  'core.untrackedCache=false',
  'credential.helper=',
  'diff.external=',
  // `git diff` writes the index even with GIT_OPTIONAL_LOCKS=0 unless this is off.
  'diff.autoRefreshIndex=false',
  'diff.ignoreSubmodules=all',
  'submodule.recurse=false',
  'protocol.allow=never',
  'gpg.program=false',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
  'log.showSignature=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'safe.bareRepository=explicit',
  'interactive.diffFilter=',
] as const

/** Arguments before the subcommand of every hardened git. */
export const hardenedArguments: readonly string[] = ['--no-pager', ...configArguments(hardenedSettings)]

/** `key=value` pairs as arguments of git. */
export function configArguments(settings: readonly string[]): string[] {
  return settings.flatMap((setting) => ['-c', setting])
}

/** The environment of a hardened git: an allow-list, so that nothing inherited (GIT_EXTERNAL_DIFF, LD_PRELOAD) reaches it. */
export function hardenedEnvironment(userEnv: NodeJS.ProcessEnv): Record<string, string> {
  const env: Record<string, string> = {
    PATH: absoluteFolders(userEnv['PATH']).join(delimiter),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_PAGER: 'cat',
    PAGER: 'cat',
  }
  // HOME and XDG_CONFIG_HOME lead git to the user's default ignore and attributes files; SystemRoot is needed on Windows.
  for (const name of ['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP']) {
    const value = userEnv[name]
    if (value !== undefined && isAbsolute(value)) env[name] = value
  }
  return env
}

// What `git rev-parse --local-env-vars` lists, and what tells git about another repository or another set of settings.
const repositoryVariables =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|CONFIG|CONFIG_PARAMETERS|CONFIG_COUNT|CONFIG_(KEY|VALUE)_\d+|OBJECT_DIRECTORY|DIR|WORK_TREE|IMPLICIT_WORK_TREE|GRAFT_FILE|INDEX_FILE|INDEX_VERSION|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|PREFIX|SHALLOW_FILE|COMMON_DIR|NAMESPACE|LITERAL_PATHSPECS|GLOB_PATHSPECS|NOGLOB_PATHSPECS|ICASE_PATHSPECS|OPTIONAL_LOCKS|QUARANTINE_PATH)$/

/**
 * The user's own environment for the one visible commit, without what would point git at another repository (Firebreak
 * may have been started from a git hook) and without what belongs to Electron.
 */
export function userEnvironment(userEnv: NodeJS.ProcessEnv): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(userEnv)) {
    if (value === undefined || repositoryVariables.test(name) || name.startsWith('ELECTRON_')) continue
    env[name] = value
  }
  // LANGUAGE makes git's own words English, whatever the locale is, without changing the character set hooks see.
  return { ...env, LANGUAGE: 'en', GIT_TERMINAL_PROMPT: '0' }
}

/** The absolute folders of a PATH: a relative one would let the repository bring its own git. */
export function absoluteFolders(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
}
