import type { CheckpointsEvent, KnownCheckpoints } from '../core/app/checkpoints'
import type { Clock } from '../core/clock'
import { createCoalescer, type Coalescer } from '../core/coalesce'
import { describeError } from '../core/errors/describe-error'
import type { RepoId } from '../core/repo/repo-status'
import type { AppStore } from './app-store'
import type { RepoHost } from './repo/repo-host'

/** The checkpoints of every open repository, as main knows them. */
export interface CheckpointList {
  /** They may have changed: they are read again soon. */
  changed(repoId: RepoId): void
  /** Reads them now. */
  read(repoId: RepoId): Promise<void>
  stop(): void
}

const quietMs = 150
const longestMs = 1000

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly clock: Clock
  /** They were read; null when there is no store at all. */
  readonly onRead: (repoId: RepoId, known: KnownCheckpoints | null) => void
}

/** Reads the checkpoints of a repository soon after it is told that they changed. */
export function createCheckpointList({ store, host, clock, onRead }: Deps): CheckpointList {
  const coalescers = new Map<RepoId, Coalescer>()

  const lossAt = (repoId: RepoId) => store.state().checkpoints[repoId]?.loss?.atMs ?? null

  const read = async (repoId: RepoId): Promise<void> => {
    if (store.state().repos[repoId] === undefined) return
    const before = lossAt(repoId)
    const answer = await host.request({ type: 'checkpoint-overview', repoId })
    // Closed meanwhile, or the process is down and everything is read again when it is back.
    if (store.state().repos[repoId] === undefined || (!answer.ok && answer.error.kind === 'not-served')) return
    if (!answer.ok) return tell(store, repoId, { kind: 'not-read', problem: describeError(answer.error) })
    // What was read may be older than a loss that was said, or settled, meanwhile.
    if (lossAt(repoId) !== before) return read(repoId)
    const known = answer.value ?? nothing
    tell(store, repoId, { kind: 'read', known })
    onRead(repoId, answer.value === null ? null : known)
  }

  const changed = (repoId: RepoId): void => {
    const coalescer =
      coalescers.get(repoId) ?? createCoalescer({ clock, quietMs, maxWaitMs: longestMs, work: () => read(repoId) })
    coalescers.set(repoId, coalescer)
    coalescer.notify()
  }

  return {
    changed,
    read,
    stop() {
      for (const coalescer of coalescers.values()) coalescer.stop()
    },
  }
}

const nothing: KnownCheckpoints = { checkpoints: [], broken: [], undoable: null, interrupted: null, loss: null }

/** Something happened to the checkpoints of a repository. */
export function tell(store: AppStore, repoId: RepoId, event: CheckpointsEvent): void {
  store.dispatch({ type: 'checkpoints/happened', repoId, event })
}
