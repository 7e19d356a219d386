import { isRestoreTemp } from '../../core/checkpoint/temp-name'
import type { RepoPath } from '../../core/repo/repo-path'

// 4913 is the file Vim creates to learn whether it may write; .#name is Emacs' lock.
const noise = /^(?:4913|.*\.sw[px]|.*~|\.#.*)$/s

/** Whether the name looks like a by-product of an editor or of a restore. A tracked file may still be called so. */
export function looksLikeNoise(path: RepoPath): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return noise.test(name) || isRestoreTemp(name)
}
