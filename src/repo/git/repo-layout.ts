import { createHash } from 'node:crypto'
import type { RepoId } from '../../core/repo/repo-status'

/** A work tree, resolved once: every later git is told both directories and discovers nothing by itself. */
export interface RepoLayout {
  readonly repoId: RepoId
  /** Real path of the top level. */
  readonly top: string
  /** HEAD and the index lie here; in a linked worktree it is a folder of the common directory. */
  readonly gitDir: string
  /** References, objects and configuration lie here. */
  readonly commonDir: string
  readonly name: string
  readonly objectFormat: 'sha1' | 'sha256'
}

/** First 16 hex digits of the sha256 of the real path of a top level. */
export function repoIdOf(top: string): RepoId {
  return createHash('sha256').update(top).digest('hex').slice(0, 16)
}
