import { Buffer, isUtf8 } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, lstatSync, readFileSync, realpathSync, symlinkSync, unlinkSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { RepoLayout } from '../git/repo-layout'
import { errnoOf } from './fault'
import { onDisk, repoPath, type RawPath } from './raw-path'
import { nestedGitDir } from './read-head'

/** What `.git` in a folder of the work tree says. */
export type NestedRepo =
  | { readonly kind: 'repo'; readonly layout: RepoLayout }
  /** Nothing is checked out there, as in a submodule that was not initialised, or its git directory is gone. */
  | { readonly kind: 'none'; readonly top: string }
  /** It leads to a git directory that is not the folder's own, or that may not be read. */
  | { readonly kind: 'foreign'; readonly top: string }

/** Finds the repositories inside a work tree for the length of one capture. */
export interface NestedRepos {
  find(path: RawPath): NestedRepo
  close(): void
}

/** `aliasFolder` takes links to folders whose names are not UTF-8 and so cannot be given to git. */
export function createNestedRepos(outer: RepoLayout, aliasFolder: string): NestedRepos {
  const aliases = new Map<RawPath, string>()
  const known = new Map<RawPath, NestedRepo>()

  const reachable = (path: RawPath): string => {
    const bytes = Buffer.from(path, 'latin1')
    if (isUtf8(bytes)) return join(outer.top, repoPath(path))
    const made = aliases.get(path)
    if (made !== undefined) return made
    const alias = join(aliasFolder, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
    symlinkSync(onDisk(outer.top, path), alias)
    aliases.set(path, alias)
    return alias
  }
  const find = (path: RawPath): NestedRepo => {
    const top = reachable(path)
    const dirs = nestedGitDir(top)
    if (dirs === null) return { kind: isClosed(top) ? 'foreign' : 'none', top }
    if (!isOwn(outer, top, dirs.gitDir)) return { kind: 'foreign', top }
    return { kind: 'repo', layout: { ...outer, ...dirs, top, name: path } }
  }
  return {
    find(path) {
      const found = known.get(path) ?? find(path)
      known.set(path, found)
      return found
    },
    close() {
      for (const alias of aliases.values()) unlinkSync(alias)
      aliases.clear()
      known.clear()
    },
  }
}

/** Whether a repository begins in the folder: `.git` lies in it, as a folder, file or link. */
export function hasGitName(top: string, folder: RawPath): boolean {
  try {
    lstatSync(onDisk(top, folder === '' ? '.git' : `${folder}/.git`))
    return true
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}

/**
 * A `.git` file can name any git directory, and a restore would write its index. So it has to lie in the outer work tree
 * or with the outer repository (as a submodule's does), or be that of a linked worktree, which names its folder itself.
 */
function isOwn(outer: RepoLayout, top: string, gitDir: string): boolean {
  const real = realPath(gitDir)
  if (real === null) return false
  const isBelow = (folder: RawPath | null) => folder !== null && (real === folder || real.startsWith(`${folder}${sep}`))
  if (isBelow(realPath(outer.top)) || isBelow(realPath(outer.commonDir))) return true
  const back = readLine(join(gitDir, 'gitdir'))
  return back !== null && realPath(back) === realPath(join(top, '.git'))
}

function isClosed(top: string): boolean {
  try {
    accessSync(join(top, '.git', 'HEAD'), constants.R_OK)
    return false
  } catch (thrown) {
    return errnoOf(thrown) === 'EACCES'
  }
}

function realPath(path: string): RawPath | null {
  try {
    // As bytes, because a folder on the way may have a name that is not UTF-8.
    return realpathSync.native(path, 'latin1')
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}

function readLine(file: string): string | null {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, 'utf8').trimEnd() : null
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}
