import { type TokenKind, tokenKinds } from './token-kinds'

/** The tokens of consecutive lines, as they travel from the worker. */
export interface PackedLines {
  /** A hash of each line's text: colours are only for the text they were made from. */
  readonly hashes: Uint32Array
  /** The lines in the order of their hashes, so that a text is found wherever it stands. */
  readonly order: Uint32Array
  /** Index of each line's first token, with one entry more for the end. */
  readonly starts: Uint32Array
  /** Per token: where it starts in its line (UTF-16 units), then its length × 16 + its kind. */
  readonly tokens: Uint32Array
}

/** UTF-16 units. Longer lines are data rather than code, and grammars may take very long over them: they stay plain. */
export const longestLine = 5000

/** A coloured piece of a line, in UTF-16 units; `end` is the first one behind it. */
export interface TokenSpan {
  readonly start: number
  readonly end: number
  readonly token: TokenKind
}

/** The tokens of one of the lines, in order and without overlaps. */
export function unpackLine({ starts, tokens }: PackedLines, index: number): readonly TokenSpan[] {
  const spans: TokenSpan[] = []
  for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at++) {
    const start = tokens[2 * at] ?? 0
    const packed = tokens[2 * at + 1] ?? 0
    const token = tokenKinds[packed % 16]
    if (token !== undefined) spans.push({ start, end: start + Math.floor(packed / 16), token })
  }
  return spans
}

/** A line with this hash; undefined when there is none. */
export function lineWithHash({ hashes, order }: PackedLines, hash: number): number | undefined {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((hashes[order[middle] ?? 0] ?? 0) < hash) low = middle + 1
    else high = middle
  }
  const line = order[low]
  return line !== undefined && hashes[line] === hash ? line : undefined
}

/** FNV-1a over the UTF-16 units of a line. */
export function hashLine(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
