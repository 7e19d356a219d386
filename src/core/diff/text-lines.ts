const newline = 10

/** The lines of a file with their endings; only what is asked for is cut out. */
export interface TextLines {
  readonly count: number
  /** Lines count from 0; the bytes are a view, empty behind the end. */
  at(line: number): Uint8Array
  /** The bytes of `count` lines from `line` on. */
  range(line: number, count: number): Uint8Array
}

export function textLines(bytes: Uint8Array): TextLines {
  const starts: number[] = []
  for (let at = 0; at < bytes.length; ) {
    starts.push(at)
    const end = bytes.indexOf(newline, at)
    at = end === -1 ? bytes.length : end + 1
  }
  const start = (line: number) => starts[line] ?? bytes.length
  return {
    count: starts.length,
    at: (line) => bytes.subarray(start(line), start(line + 1)),
    range: (line, count) => bytes.subarray(start(line), start(line + count)),
  }
}

/** Puts lines together. A line without an ending that is not the last one gets the ending of the line before it. */
export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = []
  let crlf = false
  for (const [at, line] of lines.entries()) {
    parts.push(line)
    const whole = line.at(-1) === newline
    if (whole) crlf = line.at(-2) === 13
    else if (line.length > 0 && lines.slice(at + 1).some((later) => later.length > 0))
      parts.push(crlf ? crlfEnd : lfEnd)
  }
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let to = 0
  for (const part of parts) {
    out.set(part, to)
    to += part.length
  }
  return out
}

const lfEnd = Uint8Array.of(newline)
const crlfEnd = Uint8Array.of(13, newline)
