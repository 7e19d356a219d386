import { useMemo, useRef, useState } from 'react'
import type { SessionView } from '../../../../../core/app/session-views'
import type { ScopeEnd } from '../../../../../core/diff/scope'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { useAfterPaint } from '../../../after-frame'
import { useApp } from '../../../app-context'
import type { Shown } from '../../../stores/diff-state'
import { changedFiles } from '../../../stores/merge-files'
import { useDiffState } from '../diff-context'

/**
 * When each file was changed last: as the session's changes say, and what this window saw change itself, also behind a pause,
 * after which it is told.
 */
export function useChangedAt(session: SessionView | null, wanted: boolean): ReadonlyMap<RepoPath, number> {
  const { clock } = useApp()
  const live = useDiffState((state) => state.live)
  const isPaused = useDiffState((state) => state.paused !== null)
  const before = useRef(live)
  const [seen] = useState(() => new Map<RepoPath, number>())
  const untold = useRef(false)
  const [version, setVersion] = useState(0)
  useAfterPaint(() => {
    const changed = changedSince(before.current, live)
    before.current = live
    const now = clock.now()
    for (const path of changed) seen.set(path, now)
    untold.current ||= changed.length > 0
    if (!wanted || isPaused || !untold.current) return
    untold.current = false
    setVersion((count) => count + 1)
  }, [live, isPaused, clock, wanted, seen])
  const changes = session?.changes
  return useMemo(() => {
    if (!wanted) return none
    const at = new Map(seen)
    for (const change of changes ?? [])
      for (const { path } of change.files) at.set(path, Math.max(change.atMs, at.get(path) ?? 0))
    return at
    // oxlint-disable-next-line react/exhaustive-deps -- the version says that `seen` holds something else
  }, [wanted, seen, version, changes])
}

const none: ReadonlyMap<RepoPath, number> = new Map()
const noPaths: readonly RepoPath[] = []

/** What differs where other states are compared, or in another way, tells nothing about when it changed. */
function changedSince(before: Shown, now: Shown): readonly RepoPath[] {
  if (before === now || before.kind !== 'diff' || now.kind !== 'diff') return noPaths
  const isSame = before.whitespace === now.whitespace && sameEnd(before.from, now.from) && sameEnd(before.to, now.to)
  return isSame ? changedFiles(before.files, now.files).map(({ path }) => path) : noPaths
}

function sameEnd(a: ScopeEnd, b: ScopeEnd): boolean {
  return a === b || endKey(a) === endKey(b)
}

function endKey(end: ScopeEnd): string {
  return end.kind === 'checkpoint' ? end.id : end.kind === 'commit' ? end.commit : end.kind
}
