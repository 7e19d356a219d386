import { hashLine, lineWithHash, longestLine, type PackedLines, type TokenSpan, unpackLine } from './packed-lines'

/** The colours of one side of a file. */
export interface SideColours {
  /** Those of a line by its 1-based number; undefined when they are not known for this very text. */
  readonly of: (line: number, text: string) => readonly TokenSpan[] | undefined
  /** Whether this very line was read. */
  readonly covers: (line: number, text: string) => boolean
}

/** Consecutive lines of a side; `firstLine` is 1-based. */
export interface ColouredPiece {
  readonly firstLine: number
  readonly lines: PackedLines
}

/**
 * A line that is not where it was gets the colours of the same text elsewhere in the file: while a file is written,
 * the lines below an edit keep their colours until the next ones come.
 */
export function sideColours(pieces: readonly ColouredPiece[]): SideColours {
  const pieceOf = (line: number) =>
    pieces.find(({ firstLine, lines }) => line >= firstLine && line < firstLine + lines.hashes.length)
  return {
    of(line, given) {
      if (given.length > longestLine) return undefined
      const hash = hashLine(withoutCr(given))
      const piece = pieceOf(line)
      if (piece !== undefined && piece.lines.hashes[line - piece.firstLine] === hash)
        return unpackLine(piece.lines, line - piece.firstLine)
      for (const { lines } of pieces) {
        const elsewhere = lineWithHash(lines, hash)
        if (elsewhere !== undefined) return unpackLine(lines, elsewhere)
      }
      return undefined
    },
    covers(line, given) {
      const piece = pieceOf(line)
      return piece !== undefined && piece.lines.hashes[line - piece.firstLine] === hashLine(withoutCr(given))
    },
  }
}

function withoutCr(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
