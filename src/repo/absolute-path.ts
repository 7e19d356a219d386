import { Buffer } from 'node:buffer'
import { sep } from 'node:path'
import { encodePath, type RepoPath } from '../core/repo/repo-path'

/** Where a path of a work tree lies on disk, as bytes: a string cannot hold a name that is not UTF-8. */
export function absolutePath(top: string, path: RepoPath): Buffer {
  return Buffer.concat([Buffer.from(top.endsWith(sep) ? top : top + sep), encodePath(path)])
}
