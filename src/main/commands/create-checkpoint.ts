import { labelByHand } from '../../core/checkpoint/retention'
import type { RepoId } from '../../core/repo/repo-status'
import { count } from '../../core/words/counts'
import { clockTimeWithSeconds } from '../../core/words/times'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { tell, type CheckpointList } from '../checkpoint-list'
import { accepted, failed } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly checkpoints: CheckpointList
}

interface Wish {
  readonly repoId: RepoId
  /** What the user calls it; such a one never expires by itself. */
  readonly label: string | null
}

/** Takes a full checkpoint by hand, and says what it holds. */
export function createCreateCheckpoint({ store, host, checkpoints }: Deps) {
  return async ({ repoId, label: given }: Wish): Promise<CommandResult> => {
    const label = given?.trim() || labelByHand
    tell(store, repoId, { kind: 'begun', what: 'capture' })
    const made = await host.request({ type: 'create-checkpoint', repoId, label, reason: 'by-hand' })
    tell(store, repoId, { kind: 'ended' })
    if (!made.ok) return failed(made.error)
    await checkpoints.read(repoId)
    const { complete, uncaptured, files, atMs } = made.value
    const missing = complete ? '' : `, but not ${count(uncaptured.length, 'other file')}`
    store.dispatch({
      type: 'notice/raised',
      notice: {
        id: `checkpoint:${repoId}`,
        kind: complete ? 'info' : 'warning',
        message: `Checkpoint ${clockTimeWithSeconds(atMs)} holds ${count(files, 'file')}${missing}.`,
        next: null,
      },
    })
    return accepted
  }
}
