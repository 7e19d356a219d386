import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { describeError } from '../../core/errors/describe-error'
import type { RepoId } from '../../core/repo/repo-status'
import { err } from '../../core/result'
import type { AppCommand, CommandResult } from '../../shared/contract'
import type { RepoAnswers } from '../../shared/repo-answers'
import type { AppStore } from '../app-store'
import { tell, type CheckpointList } from '../checkpoint-list'
import { accepted, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { createUndoMemory } from '../undo-memory'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly checkpoints: CheckpointList
}

type Wish<T extends AppCommand['type']> = Extract<AppCommand, { type: T }>

interface Done {
  readonly safety: CheckpointId
  readonly what: string
}

/** Takes parts of what is shown back, and takes that back again by the id that the window gave it. */
export function createRevert({ store, host, checkpoints }: Deps) {
  const done = createUndoMemory<Done>()

  async function finished(
    { repoId, id }: { readonly repoId: RepoId; readonly id: string },
    answer: RepoAnswers['revert'],
  ): Promise<CommandResult> {
    // What can be undone now has to be known before the outcome offers it.
    await checkpoints.read(repoId)
    if (!answer.ok) return given(repoId, answer.error)
    const { what, restored, deleted, conflicts, safety } = answer.value
    const moved = restored.length + deleted.length > 0
    if (moved) done.remember(repoId, id, { safety, what })
    const words = moved ? what : conflicts.length > 0 ? 'Nothing was reverted' : 'There was nothing to revert'
    tell(store, repoId, { kind: 'restored', what: 'restore', outcome: answer.value, words })
    return moved ? accepted : refused('nothing-reverted', `${words}.`, 'Look at it again, then try once more.')
  }

  function given(repoId: RepoId, error: Parameters<typeof describeError>[0]): CommandResult {
    // The window says it where it was asked.
    tell(store, repoId, { kind: 'ended' })
    return err(describeError(error))
  }

  return {
    async part({ repoId, id, scope, whitespace, path, from, part }: Wish<'revert/part'>): Promise<CommandResult> {
      tell(store, repoId, { kind: 'begun', what: 'restore' })
      const wish = { type: 'revert', repoId, scope, whitespace, path, from, part } as const
      return finished({ repoId, id }, await host.request(wish))
    },
    async change({ repoId, id, number }: Wish<'revert/change'>): Promise<CommandResult> {
      tell(store, repoId, { kind: 'begun', what: 'restore' })
      return finished({ repoId, id }, await host.request({ type: 'revert-change', repoId, number }))
    },
    async undo({ repoId, id }: Wish<'revert/undo'>): Promise<CommandResult> {
      const reverted = done.find(repoId, id)
      if (reverted === null)
        return refused('nothing-to-undo', 'There is no revert to take back.', 'Look at the checkpoints.')
      tell(store, repoId, { kind: 'begun', what: 'undo' })
      const answer = await host.request({ type: 'undo-restore', repoId, of: reverted.safety })
      await checkpoints.read(repoId)
      if (!answer.ok) return given(repoId, answer.error)
      done.forget(repoId, id)
      tell(store, repoId, { kind: 'restored', what: 'undo', outcome: answer.value, words: `${reverted.what}, undone` })
      return accepted
    },
  }
}
