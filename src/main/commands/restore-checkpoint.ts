import { coversLoss } from '../../core/app/checkpoints'
import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RestoreOutcome } from '../../core/checkpoint/restore'
import { describeError } from '../../core/errors/describe-error'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoId } from '../../core/repo/repo-status'
import { err, type Result } from '../../core/result'
import type { CommandResult } from '../../shared/contract'
import type { RestoreFailure } from '../../shared/repo-answers'
import type { AppStore } from '../app-store'
import { tell, type CheckpointList } from '../checkpoint-list'
import { accepted, failed, refused } from '../command-error'
import type { Losses } from '../losses'
import type { RepoHost } from '../repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly checkpoints: CheckpointList
  readonly losses: Losses
}

interface PreviewWish {
  readonly repoId: RepoId
  readonly checkpointId: CheckpointId
  readonly paths: readonly RepoPath[] | null
  readonly window: 'home' | 'diff'
}

/** Restores: first the exact lists, then what they say, and back again. */
export function createRestoreCheckpoint({ store, host, checkpoints, losses }: Deps) {
  async function preview({ repoId, checkpointId, paths, window }: PreviewWish): Promise<CommandResult> {
    tell(store, repoId, { kind: 'begun', what: 'preview' })
    const read = await host.request({ type: 'preview-restore', repoId, checkpointId, paths })
    if (!read.ok) return given(repoId, read.error)
    tell(store, repoId, { kind: 'previewed', preview: { window, checkpointId, paths, preview: read.value } })
    return accepted
  }

  /** Carries out the preview that is shown, and nothing else. */
  async function restore({ repoId, confirmedDeletions }: RestoreWish): Promise<CommandResult> {
    const shown = store.state().checkpoints[repoId]?.preview ?? null
    if (shown === null)
      return refused('no-preview', 'No restore is shown here.', 'Press Restore at a checkpoint first.')
    const { checkpointId, paths } = shown
    tell(store, repoId, { kind: 'begun', what: 'restore' })
    const done = await host.request({
      type: 'restore',
      repoId,
      checkpointId,
      paths,
      seen: shown.preview.seen,
      confirmedDeletions,
    })
    if (!done.ok && done.error.kind === 'many-deletions') {
      tell(store, repoId, { kind: 'ended' })
      return failed(done.error)
    }
    const loss = store.state().checkpoints[repoId]?.loss ?? null
    if (done.ok && done.value.conflicts.length === 0 && loss !== null && coversLoss(loss, checkpointId, paths))
      await losses.settle(repoId)
    return finished(repoId, 'restore', done)
  }

  async function undo({ repoId }: { readonly repoId: RepoId }): Promise<CommandResult> {
    tell(store, repoId, { kind: 'begun', what: 'undo' })
    return finished(repoId, 'undo', await host.request({ type: 'undo-restore', repoId }))
  }

  async function recover({ repoId, how }: RecoverWish): Promise<CommandResult> {
    tell(store, repoId, { kind: 'begun', what: 'recover' })
    const done = await host.request({ type: 'recover-restore', repoId, how })
    return finished(repoId, how === 'finish' ? 'restore' : 'undo', done)
  }

  return { preview, restore, undo, recover }

  async function finished(
    repoId: RepoId,
    what: 'restore' | 'undo',
    done: Result<RestoreOutcome, RestoreFailure>,
  ): Promise<CommandResult> {
    // What can be undone now has to be known before the outcome offers it.
    await checkpoints.read(repoId)
    if (!done.ok) return given(repoId, done.error)
    tell(store, repoId, { kind: 'restored', what, outcome: done.value })
    return accepted
  }

  function given(repoId: RepoId, error: RestoreFailure): CommandResult {
    const problem = describeError(error)
    tell(store, repoId, { kind: 'failed', problem })
    return err(problem)
  }
}

interface RestoreWish {
  readonly repoId: RepoId
  readonly confirmedDeletions: number | null
}

interface RecoverWish {
  readonly repoId: RepoId
  readonly how: 'finish' | 'undo'
}
