import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoId } from '../../core/repo/repo-status'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { tell, type CheckpointList } from '../checkpoint-list'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly checkpoints: CheckpointList
}

interface OneCheckpoint {
  readonly repoId: RepoId
  readonly checkpointId: CheckpointId
}

/** Removes one checkpoint for good. */
export function createForgetCheckpoint({ store, host, checkpoints }: Deps) {
  return async ({ repoId, checkpointId }: OneCheckpoint): Promise<CommandResult> => {
    tell(store, repoId, { kind: 'begun', what: 'forget' })
    const forgotten = await host.request({ type: 'forget-checkpoint', repoId, checkpointId })
    tell(store, repoId, { kind: 'ended' })
    if (!forgotten.ok) return failed(forgotten.error)
    await checkpoints.read(repoId)
    return accepted
  }
}

/** Keeps a checkpoint whatever the budget says, or lets it expire again. */
export function createPinCheckpoint({ host, checkpoints }: Deps) {
  return async ({ pinned, ...which }: OneCheckpoint & { readonly pinned: boolean }): Promise<CommandResult> => {
    const { repoId, checkpointId } = which
    const done = await host.request({ type: 'pin-checkpoint', repoId, checkpointId, pinned })
    if (!done.ok) return failed(done.error)
    await checkpoints.read(repoId)
    return accepted
  }
}

/** Keeps files and folders out of the checkpoints of a repository from now on. */
export function createLeaveOut({ settings }: { readonly settings: SettingsFile }) {
  return async (wish: { readonly repoId: RepoId; readonly paths: readonly RepoPath[] }): Promise<CommandResult> => {
    const paths = [...new Set(wish.paths.map((path) => path.replace(/\/+$/, '')))].filter((path) => path !== '')
    const saved = await settings.update((current) => ({
      ...current,
      checkpoints: {
        ...current.checkpoints,
        leaveOut: { ...current.checkpoints.leaveOut, [wish.repoId]: paths.toSorted() },
      },
    }))
    if (saved.ok) return accepted
    return refused(
      'settings-not-saved',
      'What is left out holds until Firebreak ends, but could not be saved.',
      `Look at ${settings.path}.`,
    )
  }
}
