import type { RepoPath } from '../../core/repo/repo-path'

// 4913 is the file Vim creates to learn whether it may write; .#name is Emacs' lock; .firebreak-*.tmp are our own.
const noise = /^(?:4913|.*\.sw[px]|.*~|\.#.*|\.firebreak-.*\.tmp)$/s

/** Whether the name looks like a by-product of an editor or of Firebreak. A tracked file may still be called so. */
export function looksLikeNoise(path: RepoPath): boolean {
  return noise.test(path.slice(path.lastIndexOf('/') + 1))
}
