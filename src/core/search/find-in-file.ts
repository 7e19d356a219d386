import type { FileDiff } from '../diff/file-diff'
import type { RepoPath } from '../repo/repo-path'
import type { Matcher } from './matcher'

/** One place where the text was found. */
export interface Found {
  readonly path: RepoPath
  /** Null for the name of the file. */
  readonly hunkId: string | null
  /** The line's index in the hunk. */
  readonly at: number
  /** In UTF-16 units of the line, or of the path. */
  readonly start: number
  readonly end: number
}

/** Characters that are looked through at a time: a few milliseconds. */
const pieceLength = 256 * 1024

/**
 * Looks through the name and the shown lines of a file, context included. It pauses after every piece, so that a window
 * that looks through 100,000 lines stays awake; what is found after `most` is left out.
 */
export function* findInFile(file: FileDiff, matcher: Matcher, most: number): Generator<undefined, readonly Found[]> {
  const found: Found[] = matcher.ranges(file.path).map((range) => ({ path: file.path, hunkId: null, at: 0, ...range }))
  if (file.body.kind !== 'text') return found
  let length = 0
  for (const { id, text } of file.body.hunks) {
    let line = 0
    for (let from = 0; from < text.length && found.length < most; ) {
      const to = endOfPiece(text, from)
      const piece = text.slice(from, to)
      line = findInPiece(piece, matcher, line, (at, start, end) => {
        if (found.length < most) found.push({ path: file.path, hunkId: id, at, start, end })
      })
      length += piece.length
      from = to + 1
      if (length >= pieceLength / 2) {
        length = 0
        yield
      }
    }
  }
  return found
}

/** Whole lines, about as many as fit into a piece. */
function endOfPiece(text: string, from: number): number {
  if (text.length - from <= pieceLength) return text.length
  const before = text.lastIndexOf('\n', from + pieceLength)
  if (before > from) return before
  const after = text.indexOf('\n', from + pieceLength)
  return after < 0 ? text.length : after
}

/** Answers the index of the line that follows the piece. */
function findInPiece(
  piece: string,
  matcher: Matcher,
  firstLine: number,
  onFound: (line: number, start: number, end: number) => void,
): number {
  let line = firstLine
  let lineStart = 0
  for (const { start, end } of matcher.ranges(piece)) {
    for (let next = piece.indexOf('\n', lineStart); next >= 0 && next < start; next = piece.indexOf('\n', lineStart)) {
      lineStart = next + 1
      line++
    }
    onFound(line, start - lineStart, end - lineStart)
  }
  for (let next = piece.indexOf('\n', lineStart); next >= 0; next = piece.indexOf('\n', next + 1)) line++
  return line + 1
}
