import { useMemo, useRef, useState } from 'react'
import type { SessionView } from '../../../../../core/app/session-views'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { useAfterPaint } from '../../../after-frame'
import { useApp } from '../../../app-context'

/** When each file was changed last: as the session's changes say, and what this window saw change itself. */
export function useChangedAt(
  files: readonly FileDiff[],
  session: SessionView | null,
  wanted: boolean,
): ReadonlyMap<RepoPath, number> {
  const { clock } = useApp()
  const before = useRef(files)
  const [seen] = useState(() => new Map<RepoPath, number>())
  const [version, setVersion] = useState(0)
  useAfterPaint(() => {
    const known = before.current
    before.current = files
    // A scope that was just chosen tells nothing about when its files changed.
    if (known === files || known.length === 0) return
    const changed = changedFiles(known, files)
    const now = clock.now()
    for (const { path } of changed) seen.set(path, now)
    if (wanted && changed.length > 0) setVersion((count) => count + 1)
  }, [files, clock, wanted, seen])
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

/** Files that are others than before; both lists are sorted by path. */
function changedFiles(before: readonly FileDiff[], files: readonly FileDiff[]): readonly FileDiff[] {
  let at = 0
  return files.filter((file) => {
    for (let next = before[at]; next !== undefined && next.path < file.path; next = before[at]) at++
    return before[at] !== file
  })
}
