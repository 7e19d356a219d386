import type { FileDiff } from '../../core/diff/file-diff'
import type { RepoPath } from '../../core/repo/repo-path'

/** What has to be known of a file to pair it. */
export interface RenameCandidate {
  readonly change: FileDiff['change']
  readonly oldMode: number | null
  readonly newMode: number | null
  readonly oldBlob: string | null
  readonly newBlob: string | null
}

// An empty file is the same as any other one; that says nothing about where it came from.
const emptyBlobs = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
])

/** New path → former path of files that moved with their content unchanged. Equal candidates are paired in path order. */
export function findRenames(files: ReadonlyMap<RepoPath, RenameCandidate>): ReadonlyMap<RepoPath, RepoPath> {
  const gone = new Map<string, RepoPath[]>()
  for (const [path, file] of files) {
    if (file.change !== 'deleted' || file.oldBlob === null || emptyBlobs.has(file.oldBlob)) continue
    const same = gone.get(file.oldBlob)
    if (same === undefined) gone.set(file.oldBlob, [path])
    else same.push(path)
  }
  const renames = new Map<RepoPath, RepoPath>()
  if (gone.size === 0) return renames
  const left = new Map([...gone].map(([blob, paths]) => [blob, paths.toSorted().values()]))
  for (const path of [...files.keys()].toSorted()) {
    const file = files.get(path)
    if (file?.change !== 'added' || file.newBlob === null) continue
    const from = left.get(file.newBlob)?.next().value
    if (from !== undefined) renames.set(path, from)
  }
  return renames
}
