/** A text that has the letters of a query in their order, and how well: larger is better. */
export interface FuzzyMatch {
  readonly score: number
  /** Indexes of the letters, in UTF-16 units, in order. */
  readonly letters: readonly number[]
}

/**
 * Matches a path by some of its letters, such as "apilog" for `packages/api/login.ts`. Letters of the name count more than
 * those of folders, beginnings of words more than their middles, neighbours more than lone ones; spaces are nothing.
 */
export function fuzzyMatch(query: string, path: string): FuzzyMatch | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '')
  const lower = path.toLowerCase()
  // A letter whose small form is longer would shift all that follow.
  const text = lower.length === path.length ? lower : path
  const nameStart = path.lastIndexOf('/') + 1
  const inName = lettersFrom(wanted, text, nameStart)
  const letters = inName ?? lettersFrom(wanted, text, 0)
  if (letters === null) return null
  let score = -path.length / 100
  for (const [index, at] of letters.entries()) {
    if (at >= nameStart) score += 2
    if (at === nameStart) score += 4
    if (isWordStart(path, at)) score += 3
    if (index > 0 && letters[index - 1] === at - 1) score += 4
  }
  return { score, letters }
}

/** Letters as near to each other as can be: found forwards, then drawn together from behind. */
function lettersFrom(wanted: string, text: string, from: number): readonly number[] | null {
  let at = from
  for (const letter of wanted) {
    at = text.indexOf(letter, at)
    if (at < 0) return null
    at += letter.length
  }
  const letters: number[] = []
  for (let index = wanted.length - 1, end = at; index >= 0; index--) {
    end = text.lastIndexOf(wanted.charAt(index), end - 1)
    letters.unshift(end)
  }
  return letters
}

function isWordStart(path: string, at: number): boolean {
  if (at === 0) return true
  const [before, here] = [path.charAt(at - 1), path.charAt(at)]
  return /[^\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(here))
}

export interface Ranked<T> extends FuzzyMatch {
  readonly item: T
}

/** The best matches, best first; all, in their order, for an empty query. */
export function fuzzyRank<T>(
  query: string,
  items: readonly T[],
  pathOf: (item: T) => string,
  most: number,
): readonly Ranked<T>[] {
  if (query.trim() === '') return items.slice(0, most).map((item) => ({ item, score: 0, letters: [] }))
  return items
    .flatMap((item) => {
      const match = fuzzyMatch(query, pathOf(item))
      return match === null ? [] : [{ item, ...match }]
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
}
