import { existsSync, statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'

/** The nearest folder from `cwd` upwards that is a work tree's top level; null when there is none or `cwd` is gone. */
export async function workTreeOf(cwd: string): Promise<string | null> {
  if (!isAbsolute(cwd)) return null
  const start = await realpath(cwd).catch(() => null)
  for (let folder = start; folder !== null; folder = dirname(folder) === folder ? null : dirname(folder)) {
    if (isGitEntry(join(folder, '.git'))) return folder
  }
  return null
}

/** A git directory, or the file that names one (in a linked worktree and a submodule). An empty `.git` is nothing. */
function isGitEntry(path: string): boolean {
  return existsSync(join(path, 'HEAD')) || (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
}
