import { lstat, readFile } from 'node:fs/promises'
import type { RepoPath } from '../../core/repo/repo-path'
import { absolutePath } from '../absolute-path'

const maxFileBytes = 1024 * 1024
const maxFiles = 200

/**
 * Lines of new files, which git's own count leaves out. Files that are binary (a NUL in the first 8,000 bytes, git's own
 * rule), above 1 MiB or beyond the first 200 are not counted.
 */
export async function countUntrackedLines(
  top: string,
  paths: readonly RepoPath[],
): Promise<ReadonlyMap<RepoPath, number>> {
  const counts = new Map<RepoPath, number>()
  for (const path of paths.slice(0, maxFiles)) {
    const count = await countLines(absolutePath(top, path))
    if (count !== null) counts.set(path, count)
  }
  return counts
}

async function countLines(file: Buffer): Promise<number | null> {
  try {
    const stat = await lstat(file)
    // A link is one line: its target.
    if (stat.isSymbolicLink()) return 1
    if (!stat.isFile() || stat.size > maxFileBytes) return null
    const bytes = await readFile(file)
    if (bytes.subarray(0, 8000).includes(0)) return null
    let count = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0
    for (const byte of bytes) if (byte === 10) count += 1
    return count
  } catch {
    return null
  }
}
