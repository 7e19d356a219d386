import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { type Gap, type LineRange, type ShownContext, withRange } from './context-gaps'
import { type TextLines, textLines } from './text-lines'

/** The unchanged lines around hunks that somebody asked to see, of every file. */
export interface ContextState {
  readonly ranges: ReadonlyMap<RepoPath, readonly LineRange[]>
  /** The old side of files, as unchanged lines are the same on both, and the old one stays. */
  readonly texts: ReadonlyMap<RepoPath, TextLines>
  readonly unreadable: ReadonlySet<RepoPath>
}

export interface ContextLines {
  readonly store: StoreApi<ContextState>
  /** Shows `count` lines more of a gap, or all: those before the hunk below it, or those after the hunk above it. */
  readonly show: (path: RepoPath, gap: Gap & ShownContext, side: 'above' | 'below', count: number | 'all') => void
  /** The old side is another one now: what was asked for is read again. */
  readonly readAgain: () => void
}

/** `beforeShown` is told right before lines appear, so that the page can be held where they do. */
export function createContextLines(
  read: (path: RepoPath) => Promise<Uint8Array | null>,
  beforeShown: (path: RepoPath, gap: Gap, side: 'above' | 'below') => void,
): ContextLines {
  const store = createStore<ContextState>(() => ({ ranges: new Map(), texts: new Map(), unreadable: new Set() }))
  const load = async (path: RepoPath): Promise<TextLines | null> => {
    const bytes = await read(path)
    const lines = bytes === null ? null : textLines(bytes)
    store.setState(({ texts, unreadable }) =>
      lines === null
        ? { unreadable: new Set([...unreadable, path]) }
        : {
            texts: new Map([...texts, [path, lines]]),
            unreadable: new Set([...unreadable].filter((at) => at !== path)),
          },
    )
    return lines
  }
  const show: ContextLines['show'] = (path, gap, side, count) => {
    void (async () => {
      const lines = store.getState().texts.get(path) ?? (await load(path))
      if (lines === null) return
      beforeShown(path, gap, side)
      const wanted = rangeOf({ ...gap, end: gap.end ?? lines.count + 1 }, side, count)
      store.setState(({ ranges }) => ({
        ranges: new Map([...ranges, [path, withRange(ranges.get(path) ?? [], wanted)]]),
      }))
    })()
  }
  return {
    store,
    show,
    readAgain() {
      for (const path of store.getState().texts.keys()) void load(path)
    },
  }
}

function rangeOf(
  { start, end, above, below }: ShownContext & { readonly start: number; readonly end: number },
  side: 'above' | 'below',
  count: number | 'all',
): LineRange {
  if (count === 'all') return { start, end }
  return side === 'above'
    ? { start: Math.max(start, end - above - count), end }
    : { start, end: Math.min(end, start + below + count) }
}

/** Lines that come with one press of "more". */
export const moreLines = 10
