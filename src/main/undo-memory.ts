import type { RepoId } from '../core/repo/repo-status'

/** What windows did, by the ids that they gave it, until it is taken back or long ago. */
export interface UndoMemory<T> {
  remember(repoId: RepoId, id: string, done: T): void
  /** Null when it is not known (any more). */
  find(repoId: RepoId, id: string): T | null
  /** It is taken back. */
  forget(repoId: RepoId, id: string): void
}

const most = 200

export function createUndoMemory<T>(): UndoMemory<T> {
  const known = new Map<string, T>()
  return {
    remember(repoId, id, done) {
      known.set(`${repoId} ${id}`, done)
      for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - most))) known.delete(oldest)
    },
    find: (repoId, id) => known.get(`${repoId} ${id}`) ?? null,
    forget: (repoId, id) => void known.delete(`${repoId} ${id}`),
  }
}
