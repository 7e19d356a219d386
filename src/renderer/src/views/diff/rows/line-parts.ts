/** A part of a line, in UTF-16 units: `end` is the first one behind it. */
export interface PartRange {
  readonly start: number
  readonly end: number
}

export interface Badge {
  readonly label: string
  readonly says: string
}

/** What is known about the characters of a line. Each list is sorted and its ranges do not overlap. */
export interface LineMarks {
  /** Syntax: `token` is the name of a colour. */
  readonly tokens: readonly (PartRange & { readonly token: string })[]
  /** Words that differ from the paired line. */
  readonly words: readonly PartRange[]
  /** Where a searched text is. */
  readonly found: readonly PartRange[]
  /** Characters that cannot be seen, or not for what they are: what is drawn instead, and what it says about them. */
  readonly hidden: readonly (PartRange & Badge)[]
}

/** A piece of a line that is drawn in one way. */
export interface LinePart {
  readonly text: string
  readonly token: string | null
  readonly word: boolean
  /** Where the searched text begins that this is a part of. */
  readonly found: number | null
  /** Drawn in place of the text. */
  readonly badge: Badge | null
}

export const noMarks: LineMarks = { tokens: [], words: [], found: [], hidden: [] }

/** Cuts a line where one of the marks begins or ends. All texts together are the line; marks beyond its end are left out. */
export function lineParts(text: string, { tokens, words, found, hidden }: LineMarks): readonly LinePart[] {
  if (text === '') return []
  const parts: LinePart[] = []
  const next = { token: cursor(tokens), word: cursor(words), found: cursor(found), hidden: cursor(hidden) }
  let at = 0
  while (at < text.length) {
    const token = next.token(at)
    const word = next.word(at)
    const match = next.found(at)
    const badge = next.hidden(at)
    const end = Math.min(text.length, token.until, word.until, match.until, badge.until)
    parts.push({
      text: text.slice(at, end),
      token: token.range?.token ?? null,
      word: word.range !== null,
      found: match.range?.start ?? null,
      badge: badge.range,
    })
    at = end
  }
  return parts
}

/** For a place that only moves forward: the range it lies in, and where that changes. */
function cursor<T extends PartRange>(ranges: readonly T[]): (at: number) => { range: T | null; until: number } {
  let index = 0
  return (at) => {
    while ((ranges[index]?.end ?? Number.POSITIVE_INFINITY) <= at) index++
    const range = ranges[index]
    if (range === undefined) return { range: null, until: Number.POSITIVE_INFINITY }
    return range.start <= at ? { range, until: range.end } : { range: null, until: range.start }
  }
}
