import type { RepoPath } from '../repo/repo-path'

/** `removed` lines belong to the old side only, `added` ones to the new side only. */
export type LineKind = 'context' | 'added' | 'removed'

export interface DiffLine {
  readonly kind: LineKind
  /** Without its line ending; a carriage return before the newline is kept. */
  readonly text: string
  /** 1-based line number on each side; null where the line does not exist. */
  readonly oldLine: number | null
  readonly newLine: number | null
  /** Set on the last line of a side that does not end with a newline. */
  readonly noNewline: boolean
}

export interface Hunk {
  /** Stable while its content is: made of the path and the lines that changed. */
  readonly id: string
  /** 1-based first line and number of lines on each side, as in `@@ -a,b +c,d @@`. */
  readonly oldStart: number
  readonly oldCount: number
  readonly newStart: number
  readonly newCount: number
  /**
   * Which lines these are: for each run of lines of one kind its sign as in a patch (' ', '-', '+'), how many, and a
   * backslash when the last of them has no newline, such as ` 3-1+2 3`.
   */
  readonly shape: string
  /**
   * The text of all lines, joined by newlines; a carriage return before the newline is kept. Packed, because a hundred
   * thousand lines have to pass from process to process; `hunk-lines.ts` takes it apart.
   */
  readonly text: string
}

export type FileChangeKind = 'added' | 'deleted' | 'modified' | 'renamed' | 'mode-changed' | 'type-changed'

/** A file without lines: how large it is on each side. */
interface Sizes {
  readonly oldBytes: number | null
  readonly newBytes: number | null
  /** Another text when the content of a side is another, whatever its size; absent where only git compared. */
  readonly content?: string
  /** What is committed is a pointer of git LFS; `oldBytes` are those of the object that it stands for. */
  readonly oldIsLfs?: true
}

/** What can be shown of one file; "binary" and "too large" are answers, not failures. */
export type DiffBody =
  | { readonly kind: 'text'; readonly hunks: readonly Hunk[] }
  | ({ readonly kind: 'binary' } & Sizes)
  | ({ readonly kind: 'too-large' } & Sizes)
  | { readonly kind: 'symlink'; readonly oldTarget: string | null; readonly newTarget: string | null }
  | {
      readonly kind: 'submodule'
      readonly oldCommit: string | null
      readonly newCommit: string | null
      /** It is at the same commit, and work in it is uncommitted. */
      readonly editedInside?: true
    }
  /** It could not be read; `why` is an errno name such as EACCES. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** Not computed yet, because the scope has very many files; the window asks for those it shows. */
  | { readonly kind: 'not-loaded' }
  /** Content is the same on both sides: only the mode or the name differs. */
  | { readonly kind: 'same' }

/** One file of a scope. */
export interface FileDiff {
  readonly path: RepoPath
  /** The former path of a rename. */
  readonly from: RepoPath | null
  readonly change: FileChangeKind
  /** File modes as git writes them, such as 0o100644; null where the file does not exist. */
  readonly oldMode: number | null
  readonly newMode: number | null
  readonly added: number
  readonly removed: number
  readonly body: DiffBody
}

/** Whether what differs is the work inside a submodule alone, which no hunk, commit or patch of this repository can hold. */
export function isEditedInside({ body }: Pick<FileDiff, 'body'>): boolean {
  return body.kind === 'submodule' && body.editedInside === true
}
