import type { RepoId } from '../core/repo/repo-status'
import type { SettingsFile } from '../services/settings/settings-file'
import type { CommandResult } from '../shared/contract'
import type { AppStore } from './app-store'
import { tell } from './checkpoint-list'
import type { Checkpoints } from './checkpoints'
import { accepted } from './command-error'
import { createCreateCheckpoint } from './commands/create-checkpoint'
import { createForgetCheckpoint, createLeaveOut, createPinCheckpoint } from './commands/keep-checkpoints'
import { createRestoreCheckpoint } from './commands/restore-checkpoint'
import type { CommandHandlers } from './ipc/command-router'
import type { RepoHost } from './repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly checkpoints: Checkpoints
  /** A restore and a commit of the same files would be in each other's way. */
  readonly alone: (repoId: RepoId, work: () => Promise<CommandResult>) => Promise<CommandResult>
}

type Handled = Extract<keyof CommandHandlers, `checkpoint/${string}` | `loss/${string}`>

/** Which wish about checkpoints is carried out by what. */
export function createCheckpointHandlers(deps: Deps): Pick<CommandHandlers, Handled> {
  const { store, host, settings, alone } = deps
  const { list: checkpoints, losses } = deps.checkpoints
  const restores = createRestoreCheckpoint({ store, host, checkpoints, losses })
  return {
    'checkpoint/create': createCreateCheckpoint({ store, host, checkpoints }),
    'checkpoint/preview': restores.preview,
    'checkpoint/restore': (wish) => alone(wish.repoId, () => restores.restore(wish)),
    'checkpoint/undo': (wish) => alone(wish.repoId, () => restores.undo(wish)),
    'checkpoint/recover': (wish) => alone(wish.repoId, () => restores.recover(wish)),
    'checkpoint/close-preview': async ({ repoId }) => {
      tell(store, repoId, { kind: 'preview-closed' })
      return accepted
    },
    'checkpoint/close-outcome': async ({ repoId }) => {
      tell(store, repoId, { kind: 'outcome-closed' })
      return accepted
    },
    'checkpoint/forget': createForgetCheckpoint({ store, host, checkpoints }),
    'checkpoint/pin': createPinCheckpoint({ store, host, checkpoints }),
    'checkpoint/leave-out': createLeaveOut({ settings }),
    'loss/dismiss': async ({ repoId }) => {
      await losses.settle(repoId)
      return accepted
    },
  }
}
