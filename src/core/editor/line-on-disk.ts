/** A line of a file as a diff shows it, counted from 1. */
export interface ShownLine {
  readonly line: number
  readonly text: string
}

/**
 * Where a line of an older version of a file stands in the file as it is now: most of the lines shown around it have to
 * stand as far apart from it as they did, and of equal answers the nearest counts. Null when none of them is there any
 * more: no line is better than a wrong one.
 */
export function lineOnDisk(now: string, line: number, around: readonly ShownLine[]): number | null {
  const there = new Map<string, number[]>()
  const wanted = new Set(around.map(({ text }) => plain(text)))
  const lines = now.split('\n')
  for (const [at, text] of lines.entries()) {
    const word = plain(text)
    if (!wanted.has(word)) continue
    const places = there.get(word)
    if (places === undefined) there.set(word, [at + 1])
    else if (places.length < mostPlaces) places.push(at + 1)
  }
  const votes = new Map<number, number>()
  for (const shown of around) {
    // Blank lines are everywhere and say nothing.
    if (plain(shown.text).trim() === '') continue
    for (const place of there.get(plain(shown.text)) ?? [])
      votes.set(place - shown.line, (votes.get(place - shown.line) ?? 0) + 1)
  }
  const [best] = [...votes].toSorted(
    ([shiftA, votesA], [shiftB, votesB]) => votesB - votesA || Math.abs(shiftA) - Math.abs(shiftB),
  )
  if (best === undefined) return null
  return Math.min(Math.max(1, line + best[0]), lines.length)
}

/** A line that stands in more places than these tells nothing about where it was. */
const mostPlaces = 1000

function plain(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
