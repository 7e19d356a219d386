import type { FileChangeKind } from '../diff/file-diff'
import type { RepoPath } from './repo-path'

/** What of one file goes into a commit of reviewed hunks. */
export interface ReviewedFile {
  readonly path: RepoPath
  /** Its former path, where it was moved. */
  readonly from: RepoPath | null
  /** Ids as the scope "uncommitted" names them; null for a file as a whole that has none (binary, mode, moved). */
  readonly hunks: readonly string[] | null
}

/** One uncommitted file, and how much of it was reviewed. */
export interface ReviewableFile {
  readonly path: RepoPath
  readonly from: RepoPath | null
  readonly change: FileChangeKind
  /** Null where there are no lines to review (binary, mode, moved). */
  readonly hunks: { readonly all: number; readonly reviewed: readonly string[] } | null
}
