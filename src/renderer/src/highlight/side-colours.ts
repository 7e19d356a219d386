import { hashLine, longestLine, type PackedLines, type TokenSpan, unpackLine } from './packed-lines'

/** The colours of one side of a file. */
export interface SideColours {
  /** Those of a line by its 1-based number; undefined when they are not known for this very text. */
  readonly of: (line: number, text: string) => readonly TokenSpan[] | undefined
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
  const elsewhere = new Map<number, { readonly lines: PackedLines; readonly at: number }>()
  const learn = () => {
    for (const { lines } of pieces) for (const [at, hash] of lines.hashes.entries()) elsewhere.set(hash, { lines, at })
  }
  return {
    of(line, given) {
      if (given.length > longestLine) return undefined
      const text = given.endsWith('\r') ? given.slice(0, -1) : given
      const hash = hashLine(text)
      const piece = pieces.find(({ firstLine, lines }) => line >= firstLine && line < firstLine + lines.hashes.length)
      if (piece !== undefined && piece.lines.hashes[line - piece.firstLine] === hash)
        return unpackLine(piece.lines, line - piece.firstLine)
      if (elsewhere.size === 0) learn()
      const found = elsewhere.get(hash)
      return found === undefined ? undefined : unpackLine(found.lines, found.at)
    },
  }
}
