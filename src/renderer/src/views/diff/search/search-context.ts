import { createContext, useContext, useMemo } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Matcher } from '../../../../../core/search/matcher'
import { MarkedHunkContext } from '../../../highlight/line-marks'
import type { Search, SearchState } from './search-store'

export const SearchContext = createContext<Search | null>(null)

export function useSearch(): Search {
  const value = useContext(SearchContext)
  if (value === null) throw new Error('used outside of SearchContext')
  return value
}

/** Stands in where nothing can be searched. */
const never = createStore<Pick<SearchState, 'matcher' | 'current'>>(() => ({ matcher: null, current: null }))

/** Where the searched text is in a line, and which of them was gone to. */
export interface FoundInLine {
  readonly ranges: ReturnType<Matcher['ranges']>
  /** Where the current one starts; null when it is in another line. */
  readonly current: number | null
}

const nowhere: FoundInLine = { ranges: [], current: null }

/** For a line in the page: found by looking at its text, so that a line costs nothing while nothing is searched. */
export function useFound(at: number | null, text: string): FoundInLine {
  const marked = useContext(MarkedHunkContext)
  const store = useContext(SearchContext)?.store ?? never
  const matcher = useStore(store, (state) => state.matcher)
  const current = useStore(store, (state) =>
    state.current !== null && state.current.hunkId === marked?.drawn()?.id && state.current.at === at
      ? state.current.start
      : null,
  )
  return useMemo(() => {
    const ranges = matcher?.ranges(text) ?? nowhere.ranges
    return ranges.length === 0 ? nowhere : { ranges, current }
  }, [matcher, current, text])
}

/** For the name of a file: whether the text is in it, and `now` when it was gone to. */
export function useFoundName(path: string): 'found' | 'now' | undefined {
  const store = useContext(SearchContext)?.store ?? never
  const now = useStore(store, ({ current }) => current?.hunkId === null && current.path === path)
  const found = useStore(store, ({ matcher }) => matcher?.test(path) ?? false)
  return now ? 'now' : found ? 'found' : undefined
}
