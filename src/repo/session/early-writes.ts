import type { Buffer } from 'node:buffer'
import { lstatSync } from 'node:fs'
import { pathsOf } from '../../core/repo/paths-of'
import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangedFile } from '../../core/repo/repo-status'
import { absolutePath } from '../absolute-path'

/** With more files than this nobody can say what a session found; its checkpoint then begins where it was taken. */
const mostFiles = 60
/** File systems stamp with the coarse kernel clock, which can be one tick behind. */
const stampedEarlyMs = 20

/**
 * Uncommitted files that were written since a session began, with the time of the last write: what Codex can have done
 * before anybody looked. None when they are too many.
 */
export function earlyWrites(
  top: string,
  files: readonly ChangedFile[],
  sinceMs: number,
): ReadonlyMap<RepoPath, number> {
  const early = new Map<RepoPath, number>()
  for (const path of files.flatMap(pathsOf)) {
    const atMs = changedAtMs(top, path)
    if (atMs !== null && atMs >= sinceMs - stampedEarlyMs) early.set(path, Math.round(atMs))
    if (early.size > mostFiles) return new Map()
  }
  return early
}

/** The change time of the inode, which no program sets; of a file that is gone that of its folder. */
function changedAtMs(top: string, path: RepoPath): number | null {
  const file = absolutePath(top, path)
  const folder = file.subarray(0, file.lastIndexOf('/'))
  return (lookAt(file) ?? lookAt(folder))?.ctimeMs ?? null
}

function lookAt(path: Buffer) {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
