import { createContext, useCallback, useContext, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { DiffLine, FileDiff, Hunk } from '../../../core/diff/file-diff'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { TextRange } from '../../../core/diff/word-diff'
import { carriedRanges } from './carried-ranges'
import type { Highlighter } from './highlighter'
import type { MovedFile, MovedHint, MovedHints } from './moved-hints'
import type { TokenSpan } from './packed-lines'
import { sameRanges, type WordMarks } from './word-marks'

/** What is found out about lines after they are painted. */
export interface LineMarkers {
  readonly highlighter: Highlighter
  readonly words: WordMarks
  readonly moved: MovedHints
}

/** Null where lines stay plain. */
export const MarkersContext = createContext<LineMarkers | null>(null)

/** The file that the rows inside belong to. */
export const MarkedFileContext = createContext<RepoPath>('')

/** The hunk that the rows inside stand in, as it was drawn last. The same object while the hunk is edited. */
export interface MarkedHunk {
  readonly drawn: () => Hunk | null
  readonly draw: (hunk: Hunk) => void
}

export function createMarkedHunk(): MarkedHunk {
  let drawn: Hunk | null = null
  return {
    drawn: () => drawn,
    draw(hunk) {
      drawn = hunk
    },
  }
}

/** Null for rows that are in none. */
export const MarkedHunkContext = createContext<MarkedHunk | null>(null)

/** Asks for the colours of a file that is in sight. */
export function useColoursOf(file: FileDiff): void {
  const markers = useContext(MarkersContext)
  useLayoutEffect(() => markers?.highlighter.want(file), [markers, file])
}

const plain: readonly TokenSpan[] = []
const noWords: readonly TextRange[] = []
const never = () => () => {}

/**
 * The syntax colours of a line, and which of its words changed. Until they are known, a row that showed another text keeps what can be
 * kept of its marks, and a new one has none. `at` is the index of the line in the hunk.
 */
export function useLineMarks(
  line: DiffLine,
  at: number | null,
): { readonly tokens: readonly TokenSpan[]; readonly words: readonly TextRange[] } {
  const marked = useContext(MarkedHunkContext)
  return { tokens: useTokens(marked, line, at), words: useWords(marked, line, at) }
}

function useTokens(marked: MarkedHunk | null, line: DiffLine, at: number | null): readonly TokenSpan[] {
  const highlighter = useContext(MarkersContext)?.highlighter ?? null
  const path = useContext(MarkedFileContext)
  const last = useRef({ version: 0, path, line, tokens: plain, known: false })
  const subscribe = useCallback(
    (changed: () => void) => highlighter?.subscribe(path, changed) ?? never(),
    [highlighter, path],
  )
  useLayoutEffect(() => {
    const hunk = marked?.drawn() ?? null
    if (at !== null && hunk !== null && !last.current.known) highlighter?.see(path, { hunk, at })
  })
  // Colours that come again as they were keep their identity, so that only rows that look different are drawn again.
  return useSyncExternalStore(subscribe, () => {
    const version = highlighter?.version(path) ?? 0
    const before = last.current
    if (before.version === version && before.path === path && before.line === line) return before.tokens
    const found = spansOf(highlighter, path, line)
    const read = found ?? (before.path === path ? carriedRanges(before.line.text, before.tokens, line.text) : plain)
    const tokens = sameSpans(before.tokens, read) ? before.tokens : read
    last.current = { version, path, line, tokens, known: found !== undefined }
    return tokens
  })
}

function sameSpans(a: readonly TokenSpan[], b: readonly TokenSpan[]): boolean {
  return (
    a.length === b.length &&
    a.every((span, at) => span.start === b[at]?.start && span.end === b[at].end && span.token === b[at].token)
  )
}

function spansOf(highlighter: Highlighter | null, path: RepoPath, { newLine, oldLine, text }: DiffLine) {
  // Unchanged lines are the same on both sides, so only the new one is read for them; of a deleted file there is only the old one.
  const ofNew = newLine === null ? undefined : highlighter?.spansOf(path, 'new', newLine, text)
  return ofNew ?? (oldLine === null ? undefined : highlighter?.spansOf(path, 'old', oldLine, text))
}

function useWords(marked: MarkedHunk | null, line: DiffLine, at: number | null): readonly TextRange[] {
  const words = useContext(MarkersContext)?.words ?? null
  const changedAt = line.kind === 'context' ? null : at
  const last = useRef({ text: line.text, ranges: noWords })
  return useSyncExternalStore(words?.subscribe ?? never, () => {
    const before = last.current
    const hunk = marked?.drawn() ?? null
    const found = words === null || hunk === null || changedAt === null ? noWords : words.of(hunk, changedAt)
    const read = found ?? carriedRanges(before.text, before.ranges, line.text)
    const ranges = sameRanges(before.ranges, read) ? before.ranges : read
    last.current = { text: line.text, ranges }
    return ranges
  })
}

/** Where a changed line came from or went to within the scope; null where it did not move, or is not known to. */
export function useMoved(line: DiffLine): MovedHint | null {
  const moved = useContext(MarkersContext)?.moved ?? null
  const path = useContext(MarkedFileContext)
  const version = useSyncExternalStore(moved?.subscribe ?? never, () => moved?.version() ?? 0)
  return useMemo(() => (version === 0 ? null : (moved?.of(path, line) ?? null)), [moved, path, line, version])
}

/** What a file was before it was renamed and edited, or became; null where it did not, or is not known to have. */
export function useMovedFile(path: RepoPath): MovedFile | null {
  const moved = useContext(MarkersContext)?.moved ?? null
  return useSyncExternalStore(moved?.subscribe ?? never, () => moved?.file(path) ?? null)
}
