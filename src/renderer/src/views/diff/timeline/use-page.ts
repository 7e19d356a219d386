import { useState } from 'react'

/** So many changes are in the page at once, however long the session was. */
const pageSize = 200
const step = 100

/** Which changes are in the page, newest first. */
export interface TimelinePage<T> {
  readonly items: readonly T[]
  readonly newer: number
  readonly older: number
  readonly showNewer: () => void
  readonly showOlder: () => void
}

/**
 * Changes that are `ascending` by number. The page stays with the newest until an older one is asked for or chosen, and then with
 * what it shows, whatever comes.
 */
export function usePage<T extends { readonly number: number }>(
  ascending: readonly T[],
  chosen: number | null,
): TimelinePage<T> {
  const [top, setTop] = useState<number | null>(null)
  const [known, setKnown] = useState(chosen)
  const end = top === null ? ascending.length : ascending.findLastIndex(({ number }) => number <= top) + 1
  const start = Math.max(0, Math.min(end, ascending.length) - pageSize)
  const topAt = (at: number): number | null => (at >= ascending.length ? null : (ascending[at - 1]?.number ?? null))
  if (known !== chosen) {
    setKnown(chosen)
    const at = ascending.findIndex(({ number }) => number === chosen)
    if (at >= 0 && (at < start || at >= end)) setTop(topAt(Math.min(ascending.length, at + pageSize / 2)))
  }
  return {
    items: ascending.slice(start, end).toReversed(),
    newer: ascending.length - end,
    older: start,
    showNewer: () => setTop(topAt(Math.min(ascending.length, end + step))),
    showOlder: () => setTop(topAt(Math.max(Math.min(pageSize, ascending.length), end - step))),
  }
}
