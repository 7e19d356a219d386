import { splitAtNul } from './parse-status'
import type { RepoPath } from './repo-path'
import type { ChangedFile } from './repo-status'

type LineCounts = NonNullable<ChangedFile['lines']>

/**
 * Reads `git diff --numstat -z`: "added TAB removed TAB path", or for a rename an empty path followed by the old and the
 * new one as records of their own. A binary file counts as `-`, which is null here. A file without a record is equal.
 */
export function parseNumstat(output: Uint8Array): Map<RepoPath, LineCounts | null> {
  const lines = new Map<RepoPath, LineCounts | null>()
  const records = splitAtNul(output)
  for (let i = 0; i < records.length; i++) {
    const match = /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(records[i] ?? '')
    if (match === null) continue
    const [, added = '-', removed = '-', named = ''] = match
    if (named === '') i += 2
    const path = named === '' ? (records[i] ?? '') : named
    lines.set(path, added === '-' ? null : { added: Number(added), removed: Number(removed) })
  }
  return lines
}
