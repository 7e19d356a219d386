import { describeCommitError, describeError } from '../../core/errors/describe-error'
import type { CommitIdentity, CommitPreview } from '../../core/repo/commit'
import type { RepoId } from '../../core/repo/repo-status'
import type { RepoPath } from '../../core/repo/repo-path'
import { err } from '../../core/result'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
}

export interface CommitWish {
  readonly repoId: RepoId
  readonly files: readonly RepoPath[]
  readonly message: string
  readonly identity: CommitIdentity | null
  /** The user was shown what this commit runs. */
  readonly confirmed: boolean
}

/** Commits the ticked files. What the user has not been shown yet (hooks, filters, signing) is shown first. */
export function createCommitChanges({ store, host, settings }: Deps) {
  return async ({ repoId, files, message, identity, confirmed }: CommitWish): Promise<CommandResult> => {
    if (message.trim() === '')
      return failure({ code: 'message-missing', message: 'The commit has no message.', next: 'Write one line.' })
    const preview = await host.request({ type: 'preview-commit', repoId })
    if (!preview.ok) return failure(describeError(preview.error))
    if (!(await agreed(repoId, preview.value, confirmed))) {
      store.dispatch({ type: 'commit/consent-needed', preview: preview.value })
      return err({
        code: 'commit-consent-needed',
        message: 'This repository runs programs of its own when you commit.',
        next: 'Read what will run, then commit.',
        preview: preview.value,
      })
    }
    if (preview.value.identity === null && identity === null) {
      store.dispatch({ type: 'commit/identity-needed' })
      return err(describeCommitError({ kind: 'identity-missing' }))
    }
    store.dispatch({ type: 'commit/begun', step: 'committing' })
    // What a hook rewrites, or a filter changes, can then be had back as it was.
    const kept = await host.request({
      type: 'create-checkpoint',
      repoId,
      label: 'before commit',
      reason: 'before-commit',
    })
    if (!kept.ok) return failure(describeError(kept.error))
    const done = await host.request({ type: 'commit', repoId, files, message: message.trim(), identity })
    if (!done.ok) return failure(describeError(done.error))
    store.dispatch({ type: 'commit/done' })
    const status = await host.request({ type: 'read-status', repoId })
    if (status.ok) store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
    return accepted
  }

  function failure(error: ReturnType<typeof describeError>): CommandResult {
    store.dispatch({ type: 'commit/failed', error })
    return err(error)
  }

  async function agreed(repoId: RepoId, preview: CommitPreview, confirmed: boolean): Promise<boolean> {
    const runs = fingerprint(preview)
    if (runs === null || settings.current().repositories.commitConsent[repoId] === runs) return true
    if (!confirmed) return false
    await settings.update((current) => ({
      ...current,
      repositories: {
        ...current.repositories,
        commitConsent: { ...current.repositories.commitConsent, [repoId]: runs },
      },
    }))
    return true
  }
}

/** Names what a commit runs; null when it runs nothing. Another hook is another answer. */
function fingerprint({ hooks, filters, signing }: CommitPreview): string | null {
  if (hooks.length === 0 && filters.length === 0 && !signing) return null
  return JSON.stringify([hooks.toSorted(), filters.toSorted(), signing])
}
