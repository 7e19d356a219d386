import type { Cancel, Clock } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import { isLive } from '../core/session/session'
import type { RetentionPlan } from '../shared/repo-contract'
import type { AppStore } from './app-store'
import type { RepoHost } from './repo/repo-host'

/** Removes what is over the budget: once a day while a repository is open, and after each of its sessions. */
export interface Retention {
  opened(repoId: RepoId): void
  thin(repoId: RepoId): Promise<void>
  stop: Cancel
}

const dayMs = 86_400_000
/** Opening a repository is a moment at which the user waits; thinning is none. */
const afterOpenMs = 60_000

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly clock: Clock
}

export function createRetention({ store, host, clock }: Deps): Retention {
  const due = new Map<RepoId, Cancel>()
  const thinnedAtMs = new Map<RepoId, number>()

  const thin = async (repoId: RepoId): Promise<void> => {
    thinnedAtMs.set(repoId, clock.now())
    // What cannot be thinned now is thinned the next time; nothing is lost by keeping more.
    await host.request({ type: 'thin-checkpoints', repoId, plan: planOf(store, repoId) })
  }

  const schedule = (repoId: RepoId): void => {
    due.get(repoId)?.()
    const nextAtMs = (thinnedAtMs.get(repoId) ?? -dayMs) + dayMs
    const cancel = clock.after(Math.max(afterOpenMs, nextAtMs - clock.now()), () => {
      if (store.state().repos[repoId] === undefined) return
      void thin(repoId).then(() => schedule(repoId))
    })
    due.set(repoId, cancel)
  }

  return {
    opened: schedule,
    thin,
    stop() {
      for (const cancel of due.values()) cancel()
    },
  }
}

/** A session is kept as long as it is in the list of sessions; one that never started leaves nothing to keep. */
function planOf(store: AppStore, repoId: RepoId): RetentionPlan {
  const { settings, sessions } = store.state()
  const { days, count, bytes } = settings.checkpoints
  const here = sessions.filter((session) => session.repoId === repoId && session.state !== 'failed-to-start')
  return {
    days,
    count,
    bytes,
    liveSessions: here.filter(isOn).map(({ id }) => id),
    keptSessions: here.filter((session) => !isOn(session)).map(({ id }) => id),
  }
}

/** One that has been silent for long may go on. */
function isOn(session: Parameters<typeof isLive>[0]): boolean {
  return isLive(session) || session.state === 'probably-ended'
}
