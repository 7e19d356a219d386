import { createContext, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { DiffLine, FileDiff } from '../../../core/diff/file-diff'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { Highlighter } from './highlighter'
import type { TokenSpan } from './packed-lines'

/** Null where nothing is coloured. */
export const HighlightContext = createContext<Highlighter | null>(null)

/** Asks for the colours of a file that is in sight. */
export function useColoursOf(file: FileDiff): void {
  const highlighter = useContext(HighlightContext)
  useEffect(() => highlighter?.want(file), [highlighter, file])
}

const plain: readonly TokenSpan[] = []

/** The syntax colours of a line; none until they are known. */
export function useLineColours(path: RepoPath, line: DiffLine): readonly TokenSpan[] {
  const highlighter = useContext(HighlightContext)
  const subscribe = useCallback(
    (changed: () => void) => highlighter?.subscribe(path, changed) ?? (() => {}),
    [highlighter, path],
  )
  const version = useSyncExternalStore(subscribe, () => highlighter?.version(path) ?? 0)
  return useMemo(
    () => (version === 0 ? plain : (spansOf(highlighter, path, line) ?? plain)),
    [highlighter, path, line, version],
  )
}

function spansOf(highlighter: Highlighter | null, path: RepoPath, { newLine, oldLine, text }: DiffLine) {
  // Unchanged lines are the same on both sides, so that only the new one has to be read; of a deleted file there is only the old one.
  const ofNew = newLine === null ? undefined : highlighter?.spansOf(path, 'new', newLine, text)
  return ofNew ?? (oldLine === null ? undefined : highlighter?.spansOf(path, 'old', oldLine, text))
}
