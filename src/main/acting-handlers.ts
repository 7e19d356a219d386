import { join } from 'node:path'
import type { Clock } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import type { MadeCommits } from '../services/made-commits'
import type { SettingsFile } from '../services/settings/settings-file'
import type { CommandResult } from '../shared/contract'
import type { AppStore } from './app-store'
import type { Checkpoints } from './checkpoints'
import { accepted } from './command-error'
import { createCommitReviewed } from './commands/commit-reviewed'
import { createRevert } from './commands/revert'
import { createStage } from './commands/stage'
import { createTakeAlong } from './commands/take-along'
import type { CommandHandlers } from './ipc/command-router'
import type { RepoHost } from './repo/repo-host'
import type { Shell } from './shell-port'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly checkpoints: Checkpoints
  readonly madeCommits: MadeCommits
  readonly shell: Shell
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** What writes the same files or the same index is done one at a time. */
  readonly alone: (repoId: RepoId, work: () => Promise<CommandResult>) => Promise<CommandResult>
}

type Handled = Extract<
  keyof CommandHandlers,
  `revert/${string}` | `stage/${string}` | `patch/${string}` | `file/${string}` | `reviewed/${string}`
>

/** Which wish to act on what was read is carried out by what. */
export function createActingHandlers(deps: Deps): Pick<CommandHandlers, Handled> {
  const { alone } = deps
  const revert = createRevert({ ...deps, checkpoints: deps.checkpoints.list })
  const stage = createStage(deps)
  const along = createTakeAlong({ ...deps, scratch: join(deps.home, 'tmp') })
  const reviewed = createCommitReviewed(deps)
  return {
    'revert/part': (wish) => alone(wish.repoId, () => revert.part(wish)),
    'revert/change': (wish) => alone(wish.repoId, () => revert.change(wish)),
    'revert/undo': (wish) => alone(wish.repoId, () => revert.undo(wish)),
    'stage/add': (wish) => alone(wish.repoId, () => stage.add(wish)),
    'stage/undo': (wish) => alone(wish.repoId, () => stage.undo(wish)),
    'patch/copy': (wish) => along.copyPatch(wish),
    'patch/export': (wish) => along.exportPatch(wish),
    'file/copy-path': (wish) => along.copyPath(wish),
    'file/open': (wish) => along.open(wish),
    'reviewed/preview': reviewed.preview,
    'reviewed/close': async (wish) => {
      reviewed.close(wish)
      return accepted
    },
    'reviewed/commit': (wish) => alone(wish.repoId, () => reviewed.commit(wish)),
  }
}
