import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangedFile } from '../../core/repo/repo-status'

/** Whether git lists files as uncommitted, for those of which only git can say it. */
export interface Listings {
  /** Whether the last status lists the path; whoever asks is told of by `read` once the answer is another one. */
  readonly isListed: (path: RepoPath) => boolean
  /** A new status. The answer: paths that were asked about before and have another answer now. */
  read(files: readonly Pick<ChangedFile, 'path'>[]): readonly RepoPath[]
}

/** A status is only gone through where somebody asked about a path: without filters nobody does. */
export function createListings(): Listings {
  const asked = new Set<RepoPath>()
  let files: readonly Pick<ChangedFile, 'path'>[] = []
  let listed: ReadonlySet<RepoPath> | null = null
  const listedNow = () => (listed ??= new Set(files.map(({ path }) => path)))
  return {
    isListed(path) {
      asked.add(path)
      return listedNow().has(path)
    },
    read(next) {
      const before = asked.size === 0 ? null : listedNow()
      files = next
      listed = null
      if (before === null) return []
      const now = listedNow()
      return [...asked].filter((path) => before.has(path) !== now.has(path))
    },
  }
}
