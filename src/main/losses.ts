import type { LossView } from '../core/app/checkpoint-views'
import type { RepoId } from '../core/repo/repo-status'
import { count } from '../core/words/counts'
import { displayName } from '../core/words/display-name'
import type { AppStore } from './app-store'
import { tell } from './checkpoint-list'
import type { RepoHost } from './repo/repo-host'
import type { Shell } from './shell-port'

/** Files that disappeared: said in windows, by the tray and by the desktop, until the user has settled it. */
export interface Losses {
  raise(repoId: RepoId, loss: LossView): void
  /** One that the store remembers, after a restart; each is said once. */
  say(repoId: RepoId, loss: LossView): void
  /** They are back, or the user wants nothing back: their checkpoint may expire again. */
  settle(repoId: RepoId): Promise<void>
}

/** Home shows the active repo; another one has its live diff window. */
export function showRepo({ store, shell }: Pick<Deps, 'store' | 'shell'>, repoId: RepoId): void {
  const { activeRepoId, repos } = store.state()
  const repoName = repos[repoId]?.name ?? ''
  shell.openWindow(activeRepoId === repoId ? { view: 'home' } : { view: 'diff', repoId, repoName }, { focus: true })
}

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly shell: Shell
}

export function createLosses({ store, host, shell }: Deps): Losses {
  const said = new Map<RepoId, number>()

  const say = (repoId: RepoId, loss: LossView): void => {
    const repo = store.state().repos[repoId]
    if (repo === undefined || said.get(repoId) === loss.atMs) return
    said.set(repoId, loss.atMs)
    const { name } = repo
    const title = `${count(loss.files, 'file')} disappeared in ${displayName(name)}`
    shell.notify(title, 'A checkpoint still has them. Open Firebreak to restore.', () =>
      showRepo({ store, shell }, repoId),
    )
  }

  return {
    raise(repoId, loss) {
      tell(store, repoId, { kind: 'files-lost', loss })
      say(repoId, loss)
    },
    say,
    async settle(repoId) {
      const loss = store.state().checkpoints[repoId]?.loss ?? null
      if (loss === null) return
      tell(store, repoId, { kind: 'loss-settled' })
      await host.request({ type: 'settle-loss', repoId })
    },
  }
}
