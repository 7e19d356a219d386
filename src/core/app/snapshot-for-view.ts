import type { AppSnapshot } from './snapshot'

/** What a window is sent: a live diff draws no list of uncommitted files, and after a burst that is most of a snapshot. */
export function snapshotForView(snapshot: AppSnapshot, view: 'home' | 'diff' | 'settings'): AppSnapshot {
  if (view !== 'diff') return snapshot
  const { repo, limitHistory } = snapshot
  // Charts are in home.
  const lean = limitHistory.shown === null ? snapshot : { ...snapshot, limitHistory: { ...limitHistory, shown: null } }
  if (repo?.gate.kind !== 'closed') return lean
  return { ...lean, repo: { ...repo, gate: { ...repo.gate, files: [] } } }
}
