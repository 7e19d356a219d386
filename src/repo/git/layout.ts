import { lstat, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, parse, relative, sep } from 'node:path'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { GitRunner } from './git-port'
import { repoIdOf, type RepoLayout } from './repo-layout'

export interface LayoutLimits {
  /** FIREBREAK_HOME: a repository that holds it would watch and capture Firebreak's own writing. */
  readonly firebreakHome: string
  readonly homeDir: string
}

/** Finds the repository that a folder lies in, and refuses those that Firebreak must not watch. */
export async function readLayout(
  runner: GitRunner,
  folder: string,
  limits: LayoutLimits,
): Promise<Result<RepoLayout, RepoError>> {
  const opened = await realFolder(folder)
  if (!opened.ok) return opened
  const path = opened.value
  // The user may have trusted the folder (safe.directory) since the last look.
  runner.forgetUserSettings()

  const facts = await runner.run(
    ['rev-parse', '--is-bare-repository', '--is-inside-work-tree', '--is-inside-git-dir', '--show-object-format'],
    { cwd: path },
  )
  if (!facts.ok) return err(explain(facts.error, path))
  const [bare, , insideGitDir, format] = facts.value.stdout.toString('utf8').split('\n')
  if (bare === 'true') return err({ kind: 'bare', path })

  // One question each: a path may contain a newline.
  const [top, gitDir, commonDir] = await Promise.all([
    askPath(runner, path, ['--show-toplevel']),
    askPath(runner, path, ['--absolute-git-dir']),
    askPath(runner, path, ['--path-format=absolute', '--git-common-dir']),
  ])
  if (!gitDir.ok) return gitDir
  if (!commonDir.ok) return commonDir
  if (!top.ok) {
    return insideGitDir === 'true' ? err({ kind: 'not-a-repo', path }) : err(explain(top.error, path))
  }

  const refused = await refuse(path, top.value, limits)
  if (refused !== null) return err(refused)
  return ok({
    repoId: repoIdOf(top.value),
    top: top.value,
    gitDir: gitDir.value,
    commonDir: commonDir.value,
    name: basename(top.value),
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
  })
}

async function refuse(path: string, top: string, limits: LayoutLimits): Promise<RepoError | null> {
  // With core.worktree git reports a folder of the repository's choice, and every file below it would be captured.
  const ownsTop = await lstat(join(top, '.git')).then(
    () => true,
    () => false,
  )
  const homes = [parse(top).root, await nearestRealPath(limits.homeDir)]
  if (homes.includes(top)) return { kind: 'home-repo', path: top }
  if (!contains(top, path) || !ownsTop) return { kind: 'outside-worktree', path, workTree: top }
  const home = await nearestRealPath(limits.firebreakHome)
  return contains(top, home) ? { kind: 'holds-firebreak-home', path: top, home } : null
}

async function realFolder(folder: string): Promise<Result<string, RepoError>> {
  try {
    const path = await realpath(folder)
    return (await stat(path)).isDirectory() ? ok(path) : err({ kind: 'not-a-repo', path: folder })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return err({ kind: code === 'ENOENT' ? 'folder-gone' : 'not-a-repo', path: folder })
  }
}

async function askPath(runner: GitRunner, cwd: string, flags: readonly string[]): Promise<Result<string, RepoError>> {
  const answer = await runner.run(['rev-parse', ...flags], { cwd })
  if (!answer.ok) return answer
  const path = answer.value.stdout.toString('utf8').replace(/\r?\n$/, '')
  // git says so with slashes on every platform, and does not resolve links in all of its answers.
  return realpath(path).then(ok, () => err<RepoError>({ kind: 'folder-gone', path }))
}

/** What git refuses by itself, in our words (git's are English under LC_ALL=C). */
function explain(error: RepoError, path: string): RepoError {
  if (error.kind !== 'git-failed') return error
  if (/dubious ownership|unsafe repository/.test(error.stderr)) return { kind: 'unsafe-owner', path }
  if (/cannot use bare repository|must be run in a work tree/.test(error.stderr)) return { kind: 'bare', path }
  return /not a git repository/i.test(error.stderr) ? { kind: 'not-a-repo', path } : error
}

/** The real path of a folder that may not exist yet. */
async function nearestRealPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await nearestRealPath(parent), basename(path))
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
