import type { TextRange } from '../../../core/diff/word-diff'
import { wordTokens } from '../../../core/diff/word-tokens'
import { longestLine } from './packed-lines'

/** With less of the shorter text in common it is another line. */
const leastShared = 1 / 3

const none: readonly never[] = []

/**
 * Where ranges of a text are once it is edited, until they are found anew: they go with the words they begin and end with. A line
 * that is written again keeps its looks so.
 */
export function carriedRanges<T extends TextRange>(before: string, ranges: readonly T[], now: string): readonly T[] {
  if (ranges.length === 0 || now.length > longestLine) return none
  const words = pairedWords(wordTokens(before), wordTokens(now))
  if (words.shared < Math.min(before.length, now.length) * leastShared) return none
  return ranges.flatMap((range) => {
    const start = words.starts.get(range.start)
    const end = words.ends.get(range.end)
    // Of what began and ended within the edit nothing is left; what reaches into it ends there.
    if (start === undefined && end === undefined) return []
    const left = { ...range, start: start ?? words.edited, end: end ?? words.edited }
    return left.start < left.end ? [left] : []
  })
}

/** Where words begin and end in one text, and there in the other. */
interface PairedWords {
  readonly starts: ReadonlyMap<number, number>
  readonly ends: ReadonlyMap<number, number>
  /** UTF-16 units of words that are the same in both. */
  readonly shared: number
  /** Where the first word that has no partner begins in the other. */
  readonly edited: number
}

/** Word by word: all where there are as many as before, else those of the common beginning and end. */
function pairedWords(a: readonly string[], b: readonly string[]): PairedWords {
  const starts = new Map<number, number>()
  const ends = new Map<number, number>()
  let [shared, from, to] = [0, 0, 0]
  let head = 0
  for (; head < a.length && head < b.length; head++) {
    const word = a[head] ?? ''
    const other = b[head] ?? ''
    if (word === other) shared += word.length
    else if (a.length !== b.length) break
    starts.set(from, to)
    from += word.length
    to += other.length
    ends.set(from, to)
  }
  const edited = to
  from = lengthOf(a)
  to = lengthOf(b)
  for (
    let [at, other] = [a.length - 1, b.length - 1];
    at >= head && other >= head && a[at] === b[other];
    at--, other--
  ) {
    const { length } = a[at] ?? ''
    shared += length
    ends.set(from, to)
    from -= length
    to -= length
    starts.set(from, to)
  }
  return { starts, ends, shared, edited }
}

function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length, 0)
}
