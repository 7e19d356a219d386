import type { Buffer } from 'node:buffer'
import type { ChildProcess } from 'node:child_process'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { RepoLayout } from './repo-layout'

/** Where a git runs: in a repository of the user, in a git directory of ours, or in a folder nothing is known of yet. */
export type GitPlace =
  | { readonly layout: RepoLayout }
  /** A private git directory: its configuration is ours, so the user's settings are not passed to it. */
  | { readonly gitDir: string; readonly workTree?: string; readonly cwd?: string }
  | { readonly cwd: string }

export type RunOptions = GitPlace & {
  readonly input?: Uint8Array
  /** Exit codes that are an answer; 0 when not given. */
  readonly okCodes?: readonly number[]
  readonly timeoutMs?: number
  /** A cancelled run is a `git-failed` without a code whose stderr is `cancelled`. */
  readonly signal?: AbortSignal
  /** Largest standard output, 512 MiB when not given. */
  readonly maxBytes?: number
  /** Such as GIT_INDEX_FILE; it cannot loosen the hardening. */
  readonly extraEnv?: Readonly<Record<string, string>>
  /** `key=value` settings of this one command. */
  readonly config?: readonly string[]
  /** Filters that the user agreed to run in this repository; all others are emptied. */
  readonly keepFilters?: ReadonlySet<string>
}

export interface GitOutput {
  readonly stdout: Buffer
  readonly stderr: string
  readonly code: number
}

/** What a git that ran as the user left behind; a failure of the command itself is an answer here. */
export interface UserOutput {
  readonly code: number | null
  readonly stdout: Buffer
  /** Both streams as they came, the last 256 KiB. */
  readonly output: string
  readonly timedOut: boolean
  /** It had to be killed, so lock files of its own may be left. */
  readonly killedHard: boolean
}

export interface UserRunOptions {
  readonly layout: RepoLayout
  readonly input?: Uint8Array
  readonly timeoutMs?: number
  readonly extraEnv?: Readonly<Record<string, string>>
  readonly config?: readonly string[]
}

/** A git that stays, such as `cat-file --batch-command`. */
export interface GitChild {
  readonly child: ChildProcess
  kill(): void
}

/** How simple-git has to start its git to be as hardened as ours. */
export interface LaunchSettings {
  readonly binary: string
  readonly config: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export interface GitRunner {
  /** Runs one hardened git: nothing of the repository's runs. */
  run(args: readonly string[], options: RunOptions): Promise<Result<GitOutput, RepoError>>
  /** Starts a hardened git that stays. */
  start(args: readonly string[], options: GitPlace): Promise<Result<GitChild, RepoError>>
  /** Runs git as the user would, hooks and filters included: only for the one visible commit. */
  runAsUser(args: readonly string[], options: UserRunOptions): Promise<Result<UserOutput, RepoError>>
  /** Names of the filters defined for a repository, by it or by the user. */
  filtersOf(layout: RepoLayout): Promise<Result<ReadonlySet<string>, RepoError>>
  launchSettings(layout: RepoLayout): Promise<Result<LaunchSettings, RepoError>>
  /** Reads the user's own git configuration again at the next call. */
  forgetUserSettings(): void
  /** Children started so far, so that tests can prove a load. */
  calls(): number
}
