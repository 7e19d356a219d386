import { Buffer } from 'node:buffer'
import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { DescribedError } from '../core/errors/described-error'
import { decodePath, type RepoPath } from '../core/repo/repo-path'
import { err, ok, type Result } from '../core/result'
import { displayName } from '../core/words/display-name'

const inBase64 = 'base64:'

/**
 * The paths of the repository that `--path` names, files and folders alike; null stands for everything. Relative ones
 * start from the folder of the call; after `base64:` come the bytes of a path as `--json` writes it, from the top level.
 * An empty one is refused: it is what a script's unset variable leaves, and would stand for everything.
 */
export function wantedPaths(
  wanted: readonly string[],
  { folder, top }: { readonly folder: string; readonly top: string },
): Result<readonly RepoPath[] | null, DescribedError> {
  const inside: RepoPath[] = []
  for (const path of wanted) {
    const way = path.startsWith(inBase64) ? fromBase64(path.slice(inBase64.length)) : wayTo(path, folder, top)
    if (path === '')
      return err({ code: 'usage', message: '--path needs a file or folder.', next: 'Leave it out for everything.' })
    if (way === null) return err(outside(path))
    if (way === '') return ok(null)
    inside.push(way)
  }
  return ok(inside.length === 0 ? null : inside)
}

function wayTo(path: string, folder: string, top: string): RepoPath | null {
  const absolute = isAbsolute(path) ? realFolderOf(resolve(path)) : resolve(folder, path)
  const way = relative(top, absolute)
  return way === '..' || way.startsWith(`..${sep}`) ? null : way.split(sep).join('/')
}

function fromBase64(text: string): RepoPath | null {
  const bytes = Buffer.from(text, 'base64')
  const isExact = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')
  const path = decodePath(bytes)
  return isExact && path !== '' && !path.startsWith('/') && !path.split('/').includes('..') ? path : null
}

/** An absolute path may lead through a link; the last part is what is meant, also when it is a link itself. */
function realFolderOf(path: string): string {
  for (
    let folder = dirname(path), rest = basename(path);
    ;
    rest = join(basename(folder), rest), folder = dirname(folder)
  ) {
    try {
      return join(realpathSync(folder), rest)
    } catch {
      // It is gone, and what is wanted is to have it back.
      if (dirname(folder) === folder) return path
    }
  }
}

function outside(path: string): DescribedError {
  return {
    code: 'outside-worktree',
    message: `${displayName(path)} is not in this work tree.`,
    next: 'Give paths inside of it, relative to --repo.',
  }
}
