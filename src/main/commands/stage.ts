import { describeStageError, isStageError } from '../../core/errors/describe-stage-error'
import type { RepoError, RepoId } from '../../core/repo/repo-status'
import type { StagedPath, StageError } from '../../core/repo/stage'
import { err } from '../../core/result'
import type { AppCommand, CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { createUndoMemory } from '../undo-memory'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
}

type Wish<T extends AppCommand['type']> = Extract<AppCommand, { type: T }>

/** Stages parts of what is uncommitted, and takes that back by the id that the window gave it. */
export function createStage({ store, host }: Deps) {
  const done = createUndoMemory<readonly StagedPath[]>()

  async function readStatus(repoId: RepoId): Promise<void> {
    const status = await host.request({ type: 'read-status', repoId })
    if (status.ok) store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
  }

  return {
    async add({ repoId, id, path, from, hunkId }: Wish<'stage/add'>): Promise<CommandResult> {
      const staged = await host.request({ type: 'stage', repoId, path, from, hunkId })
      if (!staged.ok) return notStaged(staged.error)
      if (staged.value.length === 0)
        return refused('already-staged', 'This is staged already.', 'Commit it, or go on reading.')
      done.remember(repoId, id, staged.value)
      await readStatus(repoId)
      return accepted
    },
    async undo({ repoId, id }: Wish<'stage/undo'>): Promise<CommandResult> {
      const staged = done.find(repoId, id)
      if (staged === null)
        return refused('nothing-to-undo', 'There is nothing staged to take back.', 'Look at git status.')
      const taken = await host.request({ type: 'unstage', repoId, staged })
      if (!taken.ok) return notStaged(taken.error)
      done.forget(repoId, id)
      await readStatus(repoId)
      return accepted
    },
  }
}

function notStaged(error: StageError | RepoError): CommandResult {
  return isStageError(error) ? err(describeStageError(error)) : failed(error)
}
