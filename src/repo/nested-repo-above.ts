import { existsSync } from 'node:fs'
import type { RepoPath } from '../core/repo/repo-path'
import { absolutePath } from './absolute-path'

/** The topmost repository inside this one that a path lies in: of it the outer git sees only the commit. */
export function nestedRepoAbove(top: string, path: RepoPath): RepoPath | null {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash)
    if (existsSync(absolutePath(top, `${folder}/.git`))) return folder
  }
  return null
}

/** The innermost one, whose ignore rules are the ones that count; empty for the work tree's own. */
export function innermostRepoOf(top: string, path: RepoPath): RepoPath {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const folder = path.slice(0, slash)
    if (existsSync(absolutePath(top, `${folder}/.git`))) return folder
  }
  return ''
}
