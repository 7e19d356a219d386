import { splitAtNul } from './parse-status'
import type { RepoPath } from './repo-path'

/**
 * Reads `git diff --numstat -z`: "added TAB removed TAB path", or for a rename an empty path followed by the old and the
 * new one as records of their own. Binary files count as `-` and are left out.
 */
export function parseNumstat(output: Uint8Array): Map<RepoPath, { readonly added: number; readonly removed: number }> {
  const lines = new Map<RepoPath, { added: number; removed: number }>()
  const records = splitAtNul(output)
  for (let i = 0; i < records.length; i++) {
    const match = /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(records[i] ?? '')
    if (match === null) continue
    const [, added = '-', removed = '-', named = ''] = match
    if (named === '') i += 2
    const path = named === '' ? (records[i] ?? '') : named
    if (added !== '-' && removed !== '-') lines.set(path, { added: Number(added), removed: Number(removed) })
  }
  return lines
}
