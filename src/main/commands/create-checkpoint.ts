import { labelByHand } from '../../core/checkpoint/retention'
import { count } from '../../core/words/counts'
import { clockTimeWithSeconds } from '../../core/words/times'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

/** Takes a full checkpoint by hand, and says what it holds. */
export function createCreateCheckpoint({ store, host }: { readonly store: AppStore; readonly host: RepoHost }) {
  return async ({ repoId }: { readonly repoId: string }): Promise<CommandResult> => {
    const made = await host.request({ type: 'create-checkpoint', repoId, label: labelByHand, reason: 'by-hand' })
    if (!made.ok) return failed(made.error)
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
