import { relative, resolve, sep } from 'node:path'
import type { RepoPath } from '../core/repo/repo-path'
import { err, ok, type Result } from '../core/result'
import { displayName } from '../core/words/display-name'

/**
 * Whether a path of the repository is one of those that were asked for, or lies in a folder that was; without any, all
 * are. As with `git -C`, relative ones start from the folder of the call. The error is a sentence.
 */
export function pathFilter(
  wanted: readonly RepoPath[],
  { folder, top }: { readonly folder: string; readonly top: string },
): Result<(path: RepoPath) => boolean, string> {
  const inside: RepoPath[] = []
  for (const path of wanted) {
    const way = relative(top, resolve(folder, path))
    if (way === '') return ok(() => true)
    if (way === '..' || way.startsWith(`..${sep}`)) return err(`${displayName(path)} is not in this work tree.`)
    inside.push(way.split(sep).join('/'))
  }
  if (inside.length === 0) return ok(() => true)
  return ok((path) => inside.some((one) => path === one || path.startsWith(`${one}/`)))
}
