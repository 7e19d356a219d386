import type { RepoId } from '../core/repo/repo-status'
import type { CommandResult } from '../shared/contract'
import { refused } from './command-error'

/** Repositories in which a commit or a start runs: one at a time, and such a repository is not let go of meanwhile. */
export interface BusyRepos {
  has(repoId: RepoId): boolean
  /** Does the work, or refuses with `busy` because some runs there already (a button that was pressed twice). */
  alone(repoId: RepoId, work: () => Promise<CommandResult>): Promise<CommandResult>
  /**
   * The same for a start, which only another start refuses: it is offered as soon as a commit is there, while the commit's
   * own command still reads how the repository stands now. That is waited for.
   */
  start(repoId: RepoId, work: () => Promise<CommandResult>): Promise<CommandResult>
  /** Does the work once what runs there is done. */
  inTurn<T>(repoId: RepoId, work: () => Promise<T>): Promise<T>
}

export function createBusyRepos(): BusyRepos {
  const busy = new Map<RepoId, Promise<unknown>>()
  const run = async <T>(repoId: RepoId, work: () => Promise<T>): Promise<T> => {
    const mine = Promise.resolve().then(work)
    busy.set(repoId, mine)
    try {
      return await mine
    } finally {
      busy.delete(repoId)
    }
  }
  const inTurn = async <T>(repoId: RepoId, work: () => Promise<T>): Promise<T> => {
    while (busy.has(repoId)) await busy.get(repoId)?.catch(() => {})
    return run(repoId, work)
  }
  const starts = new Set<RepoId>()
  const has = (repoId: RepoId) => busy.has(repoId) || starts.has(repoId)
  return {
    has,
    alone: async (repoId, work) => (has(repoId) ? stillRunning : run(repoId, work)),
    async start(repoId, work) {
      if (starts.has(repoId)) return stillRunning
      starts.add(repoId)
      try {
        return await inTurn(repoId, work)
      } finally {
        starts.delete(repoId)
      }
    },
    inTurn,
  }
}

const stillRunning = refused(
  'busy',
  'A commit or a start is still running in this repository.',
  'Wait until it is done.',
)
