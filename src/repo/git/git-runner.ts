import { existsSync } from 'node:fs'
import { parse } from 'node:path'
import type { Clock } from '../../core/clock'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { killGroup, runChild, spawnGroup, type ChildOutcome } from './child'
import {
  definedFilters,
  parseRepoSettings,
  type RepoSettings,
  repoSettingsCommand,
  settingsEnvironment,
  settingsFor,
} from './drivers'
import { findGit } from './find-git'
import { configArguments, hardenedArguments, hardenedEnvironment, userEnvironment } from './git-environment'
import type { GitOutput, GitPlace, GitRunner } from './git-port'
import { scratchObjects } from './object-folders'
import type { RepoLayout } from './repo-layout'
import { assertUserCommand, commandEnvironment, hardenedCommand, needsSettings } from './subcommands'
import { parseUserSettings, userSettingsCommand, userSettingsEnvironment, type UserSettings } from './user-settings'

export interface GitRunnerDeps {
  readonly clock: Clock
  /** The user's environment. */
  readonly env: NodeJS.ProcessEnv
  /** A certain git; otherwise the first one on PATH or in a known folder. */
  readonly gitPath?: string
  /** More folders to look for git in. */
  readonly searched?: readonly string[]
}

/** The first git with `safe.directory`, `cat-file --batch-command` and `--path-format` all there. */
const neededGit = '2.36'
const timeoutMs = 30_000
const commitTimeoutMs = 120_000
const maxBytes = 512 * 1024 * 1024
const userOutputBytes = 256 * 1024

/** The only door to git. */
export function createGitRunner({ clock, env: userEnv, gitPath, searched = [] }: GitRunnerDeps): GitRunner {
  let calls = 0
  let binary: string | undefined
  let user: UserSettings | undefined
  const hardenedEnv = hardenedEnvironment(userEnv)

  const launch = async (
    command: string,
    args: readonly string[],
    options: Omit<Parameters<typeof runChild>[0], 'command' | 'args' | 'clock'>,
  ): Promise<Result<ChildOutcome, RepoError>> => {
    calls += 1
    try {
      return ok(await runChild({ ...options, command, args, clock }))
    } catch (error) {
      return err(startFailure(error, command, args, options.cwd))
    }
  }

  const findBinary = async (): Promise<Result<string, RepoError>> => {
    if (binary !== undefined) return ok(binary)
    const git = gitPath === undefined ? await findGit(userEnv['PATH'], searched) : { found: gitPath }
    if ('searched' in git) return err({ kind: 'git-missing', searched: git.searched })
    const cwd = parse(git.found).root || '/'
    const version = await launch(git.found, ['version'], { env: hardenedEnv, cwd, timeoutMs, maxBytes: 4096 })
    if (!version.ok) return version
    const found = /git version (\d+)\.(\d+)\S*/.exec(version.value.stdout.toString('utf8'))
    if (found === null) return err({ kind: 'git-too-old', found: 'unknown', needed: neededGit })
    if (Number(found[1]) < 2 || (Number(found[1]) === 2 && Number(found[2]) < 36)) {
      return err({ kind: 'git-too-old', found: found[0].slice('git version '.length), needed: neededGit })
    }
    binary = git.found
    return ok(git.found)
  }

  const readUserSettings = async (git: string): Promise<Result<UserSettings, RepoError>> => {
    if (user !== undefined) return ok(user)
    const answer = await launch(git, [...hardenedArguments, ...userSettingsCommand], {
      env: userSettingsEnvironment(hardenedEnv, userEnv),
      cwd: parse(git).root || '/',
      timeoutMs,
      maxBytes,
    })
    if (!answer.ok) return answer
    // Exit code 1: no such key.
    const output = checkOutcome(answer.value, 'config', [0, 1], timeoutMs)
    if (!output.ok) return output
    user = parseUserSettings(output.value.stdout)
    return ok(user)
  }

  /** Answers on their way, by git directory and top level. */
  const settingsAsked = new Map<string, Promise<Result<RepoSettings, RepoError>>>()

  /**
   * Read anew each time: the agent may edit the repository's configuration at any moment. Commands that are started together share one
   * answer, which is no older than git takes to start.
   */
  const readRepoSettings = (git: string, layout: RepoLayout): Promise<Result<RepoSettings, RepoError>> => {
    const key = `${layout.gitDir}\0${layout.top}`
    const asked = settingsAsked.get(key)
    if (asked !== undefined) return asked
    const asking = askRepoSettings(git, layout).finally(() => settingsAsked.delete(key))
    settingsAsked.set(key, asking)
    return asking
  }

  const askRepoSettings = async (git: string, layout: RepoLayout): Promise<Result<RepoSettings, RepoError>> => {
    const answer = await launch(git, [...hardenedArguments, ...repoSettingsCommand], {
      env: { ...hardenedEnv, GIT_DIR: layout.gitDir, GIT_WORK_TREE: layout.top },
      cwd: layout.top,
      timeoutMs,
      maxBytes,
    })
    if (!answer.ok) return answer
    const output = checkOutcome(answer.value, 'config', [0, 1], timeoutMs)
    if (!output.ok) return output
    const settings = parseRepoSettings(output.value.stdout)
    const stderr = 'The repository names a driver that is not UTF-8, so it cannot be switched off.'
    return settings === null
      ? err<RepoError>({ kind: 'git-failed', command: 'config', code: null, stderr })
      : ok(settings)
  }

  const settingsEnv = async (git: string, args: readonly string[], place: GitPlace, keep: ReadonlySet<string>) => {
    if ('gitDir' in place || ('layout' in place && !needsSettings(args))) return ok({})
    const settings = await readUserSettings(git)
    if (!settings.ok) return settings
    if (!('layout' in place)) return ok(settingsEnvironment(settings.value.safeDirectories))
    const repo = await readRepoSettings(git, place.layout)
    return repo.ok ? ok(settingsEnvironment(settingsFor(settings.value, repo.value, keep))) : repo
  }

  return {
    calls: () => calls,
    forgetUserSettings() {
      user = undefined
    },

    async run(args, options) {
      const command = hardenedCommand(args)
      const git = await findBinary()
      if (!git.ok) return git
      const settings = await settingsEnv(git.value, args, options, options.keepFilters ?? new Set())
      if (!settings.ok) return settings
      const limitMs = options.timeoutMs ?? timeoutMs
      const argv = [...hardenedArguments, ...configArguments(options.config ?? []), ...command]
      const scratch = 'layout' in options ? scratchObjects(args[0] ?? '', options.layout) : null
      const answer = await launch(git.value, argv, {
        env: {
          ...options.extraEnv,
          ...hardenedEnv,
          ...placeEnvironment(options),
          ...settings.value,
          ...commandEnvironment(args),
          ...scratch?.env,
        },
        cwd: placeFolder(options),
        input: options.input,
        timeoutMs: limitMs,
        maxBytes: options.maxBytes ?? maxBytes,
        signal: options.signal,
      }).finally(() => scratch?.remove())
      return answer.ok ? checkOutcome(answer.value, args[0] ?? '', options.okCodes ?? [0], limitMs) : answer
    },

    async start(args, options) {
      const command = hardenedCommand(args)
      const git = await findBinary()
      if (!git.ok) return git
      const cwd = placeFolder(options)
      calls += 1
      const env = { ...hardenedEnv, ...placeEnvironment(options), ...commandEnvironment(args) }
      const child = spawnGroup(git.value, [...hardenedArguments, ...command], { cwd, env, stdin: 'pipe' })
      const failure = await new Promise<Error | null>((resolve) => {
        child.once('spawn', () => resolve(null))
        child.once('error', resolve)
      })
      if (failure !== null) return err(startFailure(failure, git.value, args, cwd))
      return ok({ child, kill: () => killGroup(child, 'SIGKILL') })
    },

    async runAsUser(args, { layout, input, timeoutMs: limitMs = commitTimeoutMs, extraEnv, config = [] }) {
      assertUserCommand(args)
      const git = await findBinary()
      if (!git.ok) return git
      const answer = await launch(git.value, ['--no-pager', ...configArguments(config), ...args], {
        env: { ...userEnvironment(userEnv), ...extraEnv },
        cwd: layout.top,
        input,
        timeoutMs: limitMs,
        maxBytes: userOutputBytes,
        keepTail: true,
      })
      if (!answer.ok) return answer
      const { code, stdout, output, ended, killedHard } = answer.value
      return ok({ code, stdout, output, timedOut: ended === 'timeout', killedHard })
    },

    async filtersOf(layout) {
      const git = await findBinary()
      if (!git.ok) return git
      const settings = await readUserSettings(git.value)
      if (!settings.ok) return settings
      const repo = await readRepoSettings(git.value, layout)
      return repo.ok ? ok(definedFilters(settings.value, repo.value)) : repo
    },

    async launchSettings(layout) {
      const git = await findBinary()
      if (!git.ok) return git
      const settings = await settingsEnv(git.value, ['log'], { layout }, new Set())
      if (!settings.ok) return settings
      calls += 1
      return ok({
        binary: git.value,
        config: hardenedArguments.filter((arg) => arg !== '-c' && arg !== '--no-pager'),
        env: { ...hardenedEnv, ...placeEnvironment({ layout }), ...settings.value },
      })
    },
  }
}

function placeEnvironment(place: GitPlace): Record<string, string> {
  if ('layout' in place) return { GIT_DIR: place.layout.gitDir, GIT_WORK_TREE: place.layout.top }
  if (!('gitDir' in place)) return {}
  return place.workTree === undefined
    ? { GIT_DIR: place.gitDir }
    : { GIT_DIR: place.gitDir, GIT_WORK_TREE: place.workTree }
}

function placeFolder(place: GitPlace): string {
  if ('layout' in place) return place.layout.top
  if ('gitDir' in place) return place.cwd ?? place.workTree ?? place.gitDir
  return place.cwd
}

function checkOutcome(
  outcome: ChildOutcome,
  command: string,
  okCodes: readonly number[],
  afterMs: number,
): Result<GitOutput, RepoError> {
  const { code, stdout, stderr, ended } = outcome
  if (ended === 'timeout') return err({ kind: 'git-timeout', command, afterMs })
  if (ended !== null) return err({ kind: 'git-failed', command, code: null, stderr: ended })
  if (code === null || !okCodes.includes(code)) return err({ kind: 'git-failed', command, code, stderr })
  return ok({ stdout, stderr, code })
}

/** A missing folder and a missing program both fail with ENOENT. */
function startFailure(error: unknown, binary: string, args: readonly string[], cwd: string): RepoError {
  if (!existsSync(cwd)) return { kind: 'folder-gone', path: cwd }
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return { kind: 'git-missing', searched: [binary] }
  }
  const command = args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? 'git'
  return { kind: 'git-failed', command, code: null, stderr: String(error) }
}
