/** How many entries two lists have in common at their start, and how many of the rest at their end. */
export interface CommonEnds {
  readonly start: number
  readonly tail: number
}

/**
 * The same object counts as the same without asking. `isSameAtEnd` is asked for every entry of the tail, for lists in which
 * what stayed is expected to have moved.
 */
export function commonEnds<T>(
  before: ArrayLike<T>,
  now: ArrayLike<T>,
  isSame: (before: T | undefined, now: T | undefined) => boolean,
  isSameAtEnd?: (before: T | undefined, now: T | undefined) => boolean,
): CommonEnds {
  const shorter = Math.min(before.length, now.length)
  let start = 0
  // Asked only where it has to be: such a list can have ten thousand entries, of which one save moves two.
  while (start < shorter && (before[start] === now[start] || isSame(before[start], now[start]))) start++
  let tail = 0
  for (; tail < shorter - start; tail++) {
    const [was, is] = [before[before.length - 1 - tail], now[now.length - 1 - tail]]
    if (isSameAtEnd === undefined ? was !== is && !isSame(was, is) : !isSameAtEnd(was, is)) break
  }
  return { start, tail }
}
