import type { RepoId } from '../core/repo/repo-status'

/** What windows did, by the ids that they gave it, until it is taken back or long ago. */
export interface UndoMemory<T> {
  remember(repoId: RepoId, id: string, done: T): void
  /** Null when it is not known (any more). */
  take(repoId: RepoId, id: string): T | null
}

const most = 200

export function createUndoMemory<T>(): UndoMemory<T> {
  const known = new Map<string, T>()
  return {
    remember(repoId, id, done) {
      known.set(`${repoId} ${id}`, done)
      for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - most))) known.delete(oldest)
    },
    take(repoId, id) {
      const key = `${repoId} ${id}`
      const done = known.get(key) ?? null
      known.delete(key)
      return done
    },
  }
}
