import { createStore, type StoreApi } from 'zustand/vanilla'

/** How many characters of very long lines are in the page, where somebody asked for more than the first ones. */
export type LongLines = StoreApi<ReadonlyMap<string, number>>

/** Characters of a line that are drawn at first, and how many more come at a time: more would hold the window up. */
export const shownAtFirst = 10_000
export const shownMore = 50_000

export function createLongLines(): LongLines {
  return createStore<ReadonlyMap<string, number>>(() => new Map())
}

/** The same for the same text. The ends stand for a text that is too long to be a name. */
export function nameOfLine(text: string): string {
  return `${text.length} ${text.slice(0, 200)} ${text.slice(-200)}`
}
