import { textOfBytes } from '../../../../../core/diff/text-of-bytes'

/** The lines of a text. */
export interface TextLines {
  readonly count: number
  /** A line by its 1-based number; empty beyond the last. */
  readonly at: (line: number) => string
}

const newline = 10

/** Only the lines that are asked for are decoded. */
export function textLines(bytes: Uint8Array): TextLines {
  const starts = [0]
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) starts.push(at + 1)
  const count = starts.at(-1) === bytes.length ? starts.length - 1 : starts.length
  return {
    count,
    at(line) {
      const start = starts[line - 1]
      if (start === undefined || line > count) return ''
      return textOfBytes(bytes.subarray(start, line < starts.length ? (starts[line] ?? 0) - 1 : bytes.length))
    },
  }
}
