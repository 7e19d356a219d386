import { lstat } from 'node:fs/promises'
import type { CommitError } from '../../core/repo/commit'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoStatus } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { absolutePath } from '../absolute-path'

/** What to do with the paths of a commit so that it holds each ticked file as it is on disk. */
export interface CommitPlan {
  /** Paths to take from disk: written, or gone. */
  readonly take: readonly RepoPath[]
  /** Those of `take` that git does not know yet. */
  readonly add: readonly RepoPath[]
  /**
   * Paths to drop although the disk says otherwise: a file taken out of git's care (`git rm --cached`) and
   * ignored, or a folder in its place. `git commit --only` would take them back in. Also files that only the index
   * knows: added, then deleted on disk.
   */
  readonly drop: readonly RepoPath[]
}

/** Checks the ticked files against a status read just now. */
export async function planCommit(
  top: string,
  status: RepoStatus,
  ticked: readonly RepoPath[],
): Promise<Result<CommitPlan, CommitError>> {
  if (status.operation !== null) return err({ kind: 'operation-in-progress', operation: status.operation })
  const unmerged = status.files.filter((file) => file.status === 'conflicted').map((file) => file.path)
  if (unmerged.length > 0) return err({ kind: 'unmerged', paths: unmerged })
  if (ticked.length === 0) return err({ kind: 'nothing-to-commit' })
  const byPath = new Map(status.files.map((file) => [file.path, file]))
  const unknown = ticked.filter((path) => !byPath.has(path))
  if (unknown.length > 0) return err({ kind: 'files-changed', paths: unknown })

  const files = ticked.flatMap((path) => byPath.get(path) ?? [])
  const wanted = new Set(ticked)
  const gone = files.flatMap((file) => [
    ...(file.status === 'deleted' ? [file.path] : []),
    ...(file.from !== null && file.status !== 'copied' && !wanted.has(file.from) ? [file.from] : []),
  ])
  const drop: RepoPath[] = []
  for (const path of gone) if (await exists(top, path)) drop.push(path)
  for (const { path, status: kind } of files) if (kind === 'added' && !(await exists(top, path))) drop.push(path)
  const take = [...new Set([...ticked, ...gone])].filter((path) => !drop.includes(path))
  return ok({ take, add: files.filter((file) => file.status === 'untracked').map((file) => file.path), drop })
}

function exists(top: string, path: RepoPath): Promise<boolean> {
  return lstat(absolutePath(top, path)).then(
    () => true,
    () => false,
  )
}
