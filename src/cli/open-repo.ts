import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { DescribedError } from '../core/errors/described-error'
import { describeRepoError } from '../core/errors/describe-error'
import type { RepoStatus } from '../core/repo/repo-status'
import { err, ok, type Result } from '../core/result'
import type { Settings } from '../core/settings'
import { findGit } from '../repo/git/find-git'
import { absoluteFolders } from '../repo/git/git-environment'
import type { GitRunner } from '../repo/git/git-port'
import { createGitRunner } from '../repo/git/git-runner'
import { readLayout } from '../repo/git/layout'
import type { RepoLayout } from '../repo/git/repo-layout'
import { readStatus } from '../repo/git/read-status'
import { settingsNow } from './home'
import type { CliContext } from './verb'

/** The repository that a call is about. */
export interface CliRepo {
  readonly layout: RepoLayout
  readonly runner: GitRunner
  readonly settings: Settings
  /** What to tell people besides. */
  readonly notes: readonly string[]
  /** The folder of the call, from which its relative paths start. */
  readonly folder: string
}

/**
 * Opens the repository of `--repo`, or of the current folder. It writes nothing. An empty `--repo` is what a script's
 * unset variable leaves, and never stands for the current folder.
 */
export async function openRepo(
  wanted: string | undefined,
  context: CliContext,
): Promise<Result<CliRepo, DescribedError>> {
  const { env, clock, home, homeFolder, cwd } = context
  if (wanted === '') return err({ code: 'usage', message: 'No folder was given.', next: 'See firebreak --help.' })
  const git = await gitOnPath(env)
  if (!git.ok) return git
  const runner = createGitRunner({ clock, env, gitPath: git.value })
  const folder = resolve(cwd, wanted ?? '.')
  const [layout, { settings, note }] = await Promise.all([
    readLayout(runner, folder, { firebreakHome: home, homeDir: homeFolder }),
    settingsNow(home),
  ])
  if (!layout.ok) return err(describeRepoError(layout.error))
  // The layout names real folders, and paths are told from where they begin.
  return ok({
    layout: layout.value,
    runner,
    settings,
    folder: await realpath(folder),
    notes: note === null ? [] : [note],
  })
}

/** What is uncommitted, with the filters that the user agreed to run. */
export async function statusOf(repo: CliRepo): Promise<Result<RepoStatus, DescribedError>> {
  const consented = repo.settings.repositories.filterConsent[repo.layout.repoId] ?? []
  const status = await readStatus(repo.runner, repo.layout, {
    consentedFilters: new Set(consented),
    withLines: false,
  })
  return status.ok ? status : err(describeRepoError(status.error))
}

/**
 * A command line has the PATH that its user gave it, unlike an app started from the desktop: a git that lies elsewhere is
 * not looked for, so that leaving it off the PATH means something.
 */
async function gitOnPath(env: CliContext['env']): Promise<Result<string, DescribedError>> {
  const path = env['PATH']
  const git = await findGit(path, [])
  const folders = absoluteFolders(path).map((folder) => resolve(folder))
  if ('found' in git && (path === undefined || folders.includes(dirname(git.found)))) return ok(git.found)
  return err(describeRepoError({ kind: 'git-missing', searched: folders }))
}
