import { useEffect, useMemo, useRef, useState } from 'react'
import type { SessionView } from '../../../../../core/app/snapshot'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { useApp } from '../../../app-context'

/** When each file was changed last: as the session's changes say, and what this window saw change itself. */
export function useChangedAt(
  files: readonly FileDiff[],
  session: SessionView | null,
  wanted: boolean,
): ReadonlyMap<RepoPath, number> {
  const { clock } = useApp()
  const before = useRef(files)
  const [seen, setSeen] = useState<ReadonlyMap<RepoPath, number>>(new Map())
  useEffect(() => {
    const known = before.current
    before.current = files
    // A scope that was just chosen tells nothing about when its files changed.
    if (known === files || known.length === 0) return
    const same = new Set(known)
    const changed = files.filter((file) => !same.has(file))
    if (changed.length === 0) return
    const now = clock.now()
    setSeen((at) => new Map([...at, ...changed.map(({ path }) => [path, now] as const)]))
  }, [files, clock])
  const changes = session?.changes
  return useMemo(() => {
    const at = new Map(wanted ? seen : [])
    if (!wanted) return at
    for (const change of changes ?? [])
      for (const { path } of change.files) at.set(path, Math.max(change.atMs, at.get(path) ?? 0))
    return at
  }, [wanted, seen, changes])
}
