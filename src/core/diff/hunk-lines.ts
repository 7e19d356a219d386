import type { DiffLine, Hunk } from './file-diff'

/** The lines of a hunk, one by one. Everything that reads lines goes through here, so that a hunk may hold them as it likes. */
export function hunkLines(hunk: Hunk): readonly DiffLine[] {
  return hunk.lines
}
