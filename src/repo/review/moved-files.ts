import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangedFileInChange } from '../../core/session/change'
import type { Version } from './contents'

/** A file that came with the content of one that went is the same file under another name: new path → old path. */
export async function movedFiles(
  files: readonly ChangedFileInChange[],
  before: (path: RepoPath) => Promise<Version | null>,
  after: (path: RepoPath) => Promise<Version | null>,
): Promise<ReadonlyMap<RepoPath, RepoPath>> {
  const moved = new Map<RepoPath, RepoPath>()
  const gone = new Map<string, RepoPath>()
  for (const { path } of files.filter(({ kind }) => kind === 'deleted')) {
    const version = await before(path)
    if (version !== null && version.lines > 0) gone.set(version.hash, path)
  }
  if (gone.size === 0) return moved
  for (const { path } of files.filter(({ kind }) => kind === 'added')) {
    const version = await after(path)
    const from = version === null ? undefined : gone.get(version.hash)
    if (version === null || from === undefined) continue
    gone.delete(version.hash)
    moved.set(path, from)
  }
  return moved
}
