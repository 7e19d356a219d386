import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Clock } from '../../../../../core/clock'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { type Found, findInFile } from '../../../../../core/search/find-in-file'
import { createMatcher, type Matcher, type Query } from '../../../../../core/search/matcher'

export interface SearchState {
  readonly query: Query
  /** Null while nothing is searched for. */
  readonly matcher: Matcher | null
  /** As far as it was searched yet, in the order of the rows. */
  readonly found: readonly Found[]
  readonly searching: boolean
  /** The one that was gone to last. */
  readonly current: Found | null
  /** Files whose lines are not loaded, so that only their names were searched. */
  readonly notSearched: readonly RepoPath[]
}

export interface Search {
  readonly store: StoreApi<SearchState>
  readonly setQuery: (query: Query) => void
  /** What is shown now; only files that changed are searched again. */
  readonly setFiles: (files: readonly FileDiff[]) => void
  /** Goes to the next (1) or previous (-1) one, at the first time from the file being read; null when there is none. */
  readonly step: (direction: 1 | -1, reading: RepoPath | null) => Found | null
  readonly stop: () => void
}

/** More than anybody steps through. */
export const mostFound = 10_000
/** The window draws and takes keys between two slices. */
const sliceMs = 8

const idle: SearchState = {
  query: { text: '', words: false },
  matcher: null,
  found: [],
  searching: false,
  current: null,
  notSearched: [],
}

/** Searches what a live diff shows, a slice at a time. `nowMs` is a fine clock, such as `performance.now`. */
export function createSearch(clock: Clock, nowMs: () => number): Search {
  const store = createStore<SearchState>(() => idle)
  let files: readonly FileDiff[] = []
  let known = new WeakMap<FileDiff, readonly Found[]>()
  let cancel = (): void => {}

  const begin = () => {
    cancel()
    const { matcher } = store.getState()
    if (matcher === null) return
    const shown = files
    const notSearched = shown.filter(({ body }) => body.kind === 'not-loaded').map(({ path }) => path)
    const search = findAll(shown, matcher, known)
    const goOn = () => {
      const until = nowMs() + sliceMs
      let step = search.next()
      while (step.done !== true && nowMs() < until) step = search.next()
      if (step.done === true) store.setState(({ current }) => arrived(step.value, current, notSearched))
      else cancel = clock.after(0, goOn)
    }
    store.setState({ searching: true })
    goOn()
  }

  return {
    store,
    setQuery(query) {
      const matcher = createMatcher(query)
      known = new WeakMap()
      store.setState(matcher === null ? { ...idle, query } : { query, matcher, found: [], current: null })
      begin()
    },
    setFiles(next) {
      if (files === next) return
      files = next
      begin()
    },
    step(direction, reading) {
      const { found, current } = store.getState()
      const next = nextOf(found, current, direction, reading)
      store.setState({ current: next })
      return next
    },
    stop: () => cancel(),
  }
}

function* findAll(
  files: readonly FileDiff[],
  matcher: Matcher,
  known: WeakMap<FileDiff, readonly Found[]>,
): Generator<undefined, readonly Found[]> {
  const all: Found[] = []
  for (const file of files) {
    const before = known.get(file)
    const inFile = before ?? (yield* findInFile(file, matcher, mostFound))
    known.set(file, inFile)
    for (const one of inFile) if (all.length < mostFound) all.push(one)
    if (all.length >= mostFound) break
    yield
  }
  return all
}

/** What was gone to stays the same one, while it is there. */
function arrived(found: readonly Found[], current: Found | null, notSearched: readonly RepoPath[]) {
  const same = current === null ? undefined : found.find((one) => sameFound(one, current))
  return { found, searching: false, current: same ?? null, notSearched }
}

function nextOf(found: readonly Found[], current: Found | null, direction: 1 | -1, reading: RepoPath | null) {
  const at = current === null ? -1 : found.findIndex((one) => sameFound(one, current))
  if (at >= 0) return found.at((at + direction) % found.length) ?? null
  const path = reading ?? ''
  const near = direction === 1 ? found.find((one) => one.path >= path) : found.findLast((one) => one.path <= path)
  return near ?? found.at(direction === 1 ? 0 : -1) ?? null
}

export function sameFound(a: Found, b: Found): boolean {
  return a.path === b.path && a.hunkId === b.hunkId && a.at === b.at && a.start === b.start
}
