import type { AppSnapshot } from './snapshot'

/** What a window is sent: a live diff draws no list of uncommitted files, and after a burst that is most of a snapshot. */
export function snapshotForView(snapshot: AppSnapshot, view: 'home' | 'diff' | 'settings'): AppSnapshot {
  const { repo } = snapshot
  if (view !== 'diff' || repo?.gate.kind !== 'closed') return snapshot
  return { ...snapshot, repo: { ...repo, gate: { ...repo.gate, files: [] } } }
}
