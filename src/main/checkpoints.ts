import type { Cancel, Clock } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import { displayName } from '../core/words/display-name'
import type { SettingsFile } from '../services/settings/settings-file'
import type { AppStore } from './app-store'
import { createCaptureRules } from './capture-rules'
import { createCheckpointList, type CheckpointList } from './checkpoint-list'
import { createLosses, showRepo, type Losses } from './losses'
import { raiseStoreGone } from './notices'
import type { RepoHost } from './repo/repo-host'
import { createRetention } from './retention'
import type { Shell } from './shell-port'

/** Everything about checkpoints that goes on without a wish of the user. */
export interface Checkpoints {
  readonly list: CheckpointList
  readonly losses: Losses
  /** A repository is served from now on. */
  opened(repoId: RepoId): void
  /** A session of it has ended. */
  sessionEnded(repoId: RepoId): void
  stop: Cancel
}

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly shell: Shell
  readonly clock: Clock
}

export function createCheckpoints({ store, host, settings, shell, clock }: Deps): Checkpoints {
  const losses = createLosses({ store, host, shell })
  const rules = createCaptureRules({ store, host })
  const retention = createRetention({ store, host, clock })
  const asked = new Map<RepoId, number>()
  const list = createCheckpointList({
    store,
    host,
    clock,
    onRead(repoId, known) {
      if (known !== null && known.loss !== null) losses.say(repoId, known.loss)
      if (known !== null && known.interrupted !== null) askOnce(repoId, known.interrupted.atMs)
      rememberStore(repoId, known === null ? null : known.checkpoints.length)
    },
  })

  /** Windows ask whether it is finished or undone; somebody who looks at none of them is told once. */
  const askOnce = (repoId: RepoId, atMs: number): void => {
    const repo = store.state().repos[repoId]
    if (repo === undefined || asked.get(repoId) === atMs) return
    asked.set(repoId, atMs)
    const { name } = repo
    shell.notify(`A restore in ${displayName(name)} was interrupted`, 'Open Firebreak to finish or undo it.', () =>
      showRepo({ store, shell }, repoId),
    )
  }

  /** A store that was there and is not has been deleted: nothing of ours does that. */
  const rememberStore = (repoId: RepoId, checkpoints: number | null): void => {
    const stores = settings.current().checkpointStores
    const isKnown = stores.includes(repoId)
    if (checkpoints === null && isKnown) raiseStoreGone(store, repoId)
    if (isKnown === (checkpoints !== null) || checkpoints === 0) return
    const others = stores.filter((other) => other !== repoId)
    const next = checkpoints === null ? others : [...others, repoId]
    void settings.update((current) => ({ ...current, checkpointStores: next }))
  }

  return {
    list,
    losses,
    opened(repoId) {
      rules.send(repoId)
      list.changed(repoId)
      retention.opened(repoId)
    },
    sessionEnded: (repoId) => void retention.thin(repoId),
    stop() {
      list.stop()
      rules.stop()
      retention.stop()
    },
  }
}
