import type { RepoPath } from '../repo/repo-path'
import type { AsideKind } from './generated'

/** Added plus removed lines of one file. */
export interface FileLines {
  readonly path: RepoPath
  readonly lines: number
}

/** Where a hunk stands in the review; `later` is a hunk of an older change whose lines were written over since. */
export type HunkReview = 'reviewed' | 'unreviewed' | 'not-owed' | 'later'

/** How much of a session was read, and how. */
export interface SessionMarks {
  readonly sessionId: string
  /** Hunks that were marked one by one, and together with the rest of their file or scope. */
  readonly oneByOne: number
  readonly atOnce: number
  /** Changed lines of these hunks. */
  readonly lines: number
}

/** Unreviewed lines of one file that are not asked for one by one. */
export interface FileAside extends FileLines {
  readonly kind: AsideKind | 'moved'
}

/** Files of changes that were too large to be followed line by line: they are to be read, and nobody knows how many lines. */
export interface Uncounted {
  readonly files: number
  /** Generated, lock and vendored ones, which are not among `files`. */
  readonly apart: number
  readonly changes: readonly { readonly sessionId: string; readonly number: number; readonly files: number }[]
  /** Both by folder, of the folders with most of them. */
  readonly folders: Readonly<Record<RepoPath, { readonly files: number; readonly apart: number }>>
}

/** Where the review of one repository stands. All numbers are changed lines. */
export interface ReviewView {
  /** Written by Codex or by an unclear writer, and not reviewed: the review debt. */
  readonly unreviewedLines: number
  /** The same kind of lines that were reviewed and are still there. */
  readonly reviewedLines: number
  /** Unreviewed ones by file, sorted by path. */
  readonly files: readonly FileLines[]
  /** The unreviewed lines by the session that wrote them; one without any is not named. */
  readonly sessions: readonly {
    readonly sessionId: string
    readonly lines: number
    readonly files: readonly FileLines[]
  }[]
  /** Unreviewed lines that are not asked for one by one. */
  readonly aside: Readonly<Record<FileAside['kind'], number>>
  /** The same by file, sorted by path. */
  readonly asideFiles: readonly FileAside[]
  readonly uncounted: Uncounted
  /** What Ctrl+Z in the live diff takes back; null when there is nothing. `path` is null for marks on several files. */
  readonly undoable: { readonly path: RepoPath | null; readonly hunks: number } | null
  /** What was marked in the session that is on or was last. */
  readonly marks: SessionMarks | null
  /** Kept marks could not be read and are forgotten. */
  readonly forgotten: boolean
}
