import { foldersOf } from '../../core/repo/folders-of'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { HeadMove } from '../../core/session/change'
import type { WriteTimes } from '../../core/session/change-window'

type Written = ReadonlyMap<RepoPath, WriteTimes>

/** What was written at one time, with the move of HEAD that came with it. */
interface WrittenWithMove {
  readonly paths: Written
  readonly times: WriteTimes
  readonly headMoved: HeadMove | null
}

/**
 * Codex may have written while you switched a branch. Git wrote what is now as HEAD has it; the rest becomes a change of its
 * own after that, as somebody has to read it. A folder in which anything differs counts as the rest, and so does everything
 * when git cannot tell.
 */
export async function apartFromGit<T extends WrittenWithMove>(
  work: T,
  listUncommitted: () => Promise<Result<readonly RepoPath[], RepoError>>,
): Promise<readonly T[]> {
  if (work.headMoved === null || work.paths.size === 0) return [work]
  const uncommitted = await listUncommitted()
  const differing = uncommitted.ok ? new Set(uncommitted.value.flatMap((path) => [path, ...foldersOf(path)])) : null
  const isOthers = (path: RepoPath) => differing?.has(path) ?? true
  const byOthers = new Map([...work.paths].filter(([path]) => isOthers(path)))
  if (byOthers.size === 0) return [work]
  const byGit = new Map([...work.paths].filter(([path]) => !isOthers(path)))
  return [
    { ...work, paths: byGit, times: spanOf(byGit) ?? work.times },
    { ...work, paths: byOthers, times: spanOf(byOthers) ?? work.times, headMoved: null },
  ]
}

/** From the first to the last write of any of them. */
function spanOf(written: Written): WriteTimes | null {
  if (written.size === 0) return null
  const span = { firstWriteMs: Number.POSITIVE_INFINITY, lastWriteMs: 0 }
  for (const { firstWriteMs, lastWriteMs } of written.values()) {
    span.firstWriteMs = Math.min(span.firstWriteMs, firstWriteMs)
    span.lastWriteMs = Math.max(span.lastWriteMs, lastWriteMs)
  }
  return span
}
