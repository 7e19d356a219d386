/** Finds a text in lines; whoever holds it may compare by identity. */
export interface Matcher {
  /** Where it is in a text, in UTF-16 units and in order; they do not overlap. `end` is the first unit behind. */
  readonly ranges: (text: string) => readonly { readonly start: number; readonly end: number }[]
  readonly test: (text: string) => boolean
}

export interface Query {
  readonly text: string
  /** Only where it stands alone, between signs or spaces. */
  readonly words: boolean
}

/** Case counts only where the query has a capital. Null for an empty query. */
export function createMatcher({ text, words }: Query): Matcher | null {
  if (text === '') return null
  // Every sign stands for itself, so no query can make the search slow.
  const literal = text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
  const source = words ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal
  const pattern = new RegExp(source, text === text.toLowerCase() ? 'giu' : 'gu')
  return {
    test: (line) => line.search(pattern) >= 0,
    ranges: (line) =>
      Array.from(line.matchAll(pattern), ({ index, 0: found }) => ({ start: index, end: index + found.length })),
  }
}
