import type { Hunk } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'

interface Props {
  readonly path: RepoPath
  readonly hunk: Hunk
  /** 1-based place among the hunks of the file. */
  readonly at: number
  readonly of: number
}

/** What may be done with one hunk. */
export function HunkActions(_props: Props) {
  return null
}
