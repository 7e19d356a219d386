import type { RepoPath } from '../../../../core/repo/repo-path'

/** How the parts of the window that do not hold the rows move through them. */
export interface RowReader {
  readonly goToFile: (path: RepoPath) => void
  readonly goToHunk: (path: RepoPath, hunkId: string) => void
  /** Brings a line of a hunk into sight, by its place among the hunk's lines. */
  readonly goToLine: (path: RepoPath, hunkId: string, at: number) => void
  /** The hunk that single keys act on: the one that was gone to last while it is in sight, else the first one in sight. Null when nothing is shown. */
  readonly current: () => CurrentHunk | null
  readonly nextHunk: () => void
  readonly previousHunk: () => void
  readonly nextFile: () => void
  readonly previousFile: () => void
  /** The rows take the calls while they are on the screen. */
  readonly attach: (moves: RowMoves) => () => void
}

/** `hunkId` is null in a file that has no hunks (binary, too large, …). */
export interface CurrentHunk {
  readonly path: RepoPath
  readonly hunkId: string | null
}

export interface RowMoves {
  readonly goToFile: (path: RepoPath) => void
  readonly goToHunk: (path: RepoPath, hunkId: string) => void
  readonly goToLine: (path: RepoPath, hunkId: string, at: number) => void
  readonly current: () => CurrentHunk | null
  /** Goes to the next (1) or previous (-1) of a kind. */
  readonly step: (kind: 'hunk' | 'file', direction: 1 | -1) => void
}

export function createRowReader(): RowReader {
  let moves: RowMoves | null = null
  return {
    goToFile: (path) => moves?.goToFile(path),
    goToHunk: (path, hunkId) => moves?.goToHunk(path, hunkId),
    goToLine: (path, hunkId, at) => moves?.goToLine(path, hunkId, at),
    current: () => moves?.current() ?? null,
    nextHunk: () => moves?.step('hunk', 1),
    previousHunk: () => moves?.step('hunk', -1),
    nextFile: () => moves?.step('file', 1),
    previousFile: () => moves?.step('file', -1),
    attach(given) {
      moves = given
      return () => {
        if (moves === given) moves = null
      }
    },
  }
}
