import type { RepoPath } from '../repo/repo-path'
import type { FileLines } from './debt'

/** Where the review of one repository stands. All numbers are changed lines. */
export interface ReviewView {
  /** Written by Codex or by an unclear writer, and not reviewed: the review debt. */
  readonly unreviewedLines: number
  /** The same kind of lines that were reviewed and are still there. */
  readonly reviewedLines: number
  /** Unreviewed ones by file, sorted by path. */
  readonly files: readonly FileLines[]
  /** Unreviewed lines that are not asked for one by one. */
  readonly aside: {
    readonly generated: number
    readonly lock: number
    readonly vendored: number
    readonly moved: number
  }
  /** What Ctrl+Z in the live diff takes back; null when there is nothing. `path` is null for marks on several files. */
  readonly undoable: { readonly path: RepoPath | null; readonly hunks: number } | null
}
