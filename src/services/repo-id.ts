import { createHash } from 'node:crypto'
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { RepoId } from '../core/repo/repo-status'

/**
 * The repository a folder lies in, without asking git: the nearest folder above it that holds `.git`, or the folder
 * itself. Whoever opens it proves that git agrees. Never fails: a folder that is gone has the id of its path.
 */
export async function repoIdOf(folder: string): Promise<RepoId> {
  return idOfTop(await topOf(folder))
}

/** Real path of the nearest folder above that holds `.git`, or of the folder itself. */
export async function topOf(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => resolve(folder))
  for (let at = real; ; at = dirname(at)) {
    if (await holdsGit(at)) return at
    if (dirname(at) === at) return real
  }
}

function idOfTop(top: string): RepoId {
  return createHash('sha256').update(top).digest('hex').slice(0, 16)
}

/** `.git` is a file in worktrees and submodules; a folder without HEAD is none that git would take for its own. */
async function holdsGit(folder: string): Promise<boolean> {
  const dotGit = join(folder, '.git')
  try {
    if ((await lstat(dotGit)).isFile()) return true
    await lstat(join(dotGit, 'HEAD'))
    return true
  } catch {
    return false
  }
}
