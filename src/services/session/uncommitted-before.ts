import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RepoPath } from '../../core/repo/repo-path'

/** Of more files than this only the first are looked at: that one is enough to say that work was uncommitted. */
const mostLooked = 2000
/** File systems stamp with the coarse kernel clock, which can be one tick behind. */
const stampedEarlyMs = 20

/**
 * How many of these uncommitted files were so before `atMs`: nothing has changed them since (the change time of the inode,
 * which no program sets). A deleted file counts when its folder was not changed since. Never rejects.
 */
export async function uncommittedBefore(top: string, paths: readonly RepoPath[], atMs: number): Promise<number> {
  let before = 0
  for (const path of paths.slice(0, mostLooked)) {
    const changedAtMs = (await changeTime(join(top, path))) ?? (await changeTime(dirname(join(top, path))))
    if (changedAtMs !== null && changedAtMs < atMs - stampedEarlyMs) before += 1
  }
  return before
}

async function changeTime(path: string): Promise<number | null> {
  return lstat(path).then(
    ({ ctimeMs }) => ctimeMs,
    () => null,
  )
}
