import { sideBranchName } from '../../core/app/commit-view'
import type { CommitFailed } from '../../core/app/state'
import type { Clock } from '../../core/clock'
import { describeCommitError, describeError } from '../../core/errors/describe-error'
import { apartHeldBack } from '../../core/gate/apart-held-back'
import { heldBackRules } from '../../core/gate/held-back'
import type { CommitError, CommitIdentity } from '../../core/repo/commit'
import { commitWarnings, openQuestion } from '../../core/repo/commit-warnings'
import type { RepoError, RepoId } from '../../core/repo/repo-status'
import type { RepoPath } from '../../core/repo/repo-path'
import { err } from '../../core/result'
import type { MadeCommits } from '../../services/made-commits'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { agreedToRun, consentNeeded, heldBackMeanwhile, rememberCommit } from './commit-care'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly madeCommits: MadeCommits
  readonly clock: Clock
}

export interface CommitWish {
  readonly repoId: RepoId
  readonly files: readonly RepoPath[]
  readonly message: string
  readonly identity: CommitIdentity | null
  /** The user was shown what this commit runs. */
  readonly confirmed: boolean
  /** Files that were pointed out (secrets, very large) and ticked all the same. */
  readonly markedPaths?: readonly RepoPath[] | undefined
  /** The number of new files that the user confirmed. */
  readonly confirmedNewFiles?: number | null | undefined
  readonly branch?: 'current' | 'side' | undefined
}

/** Commits the ticked files. What the user has not been shown yet (secrets, hooks, filters, signing) is shown first. */
export function createCommitChanges(deps: Deps) {
  const { store, host, settings, clock } = deps
  return async (wish: CommitWish): Promise<CommandResult> => {
    const { repoId, files, identity } = wish
    const message = wish.message.trim()
    if (message === '')
      return failure({ code: 'message-missing', message: 'The commit has no message.', next: 'Write one line.' })
    const [preview, looked] = await Promise.all([
      host.request({ type: 'preview-commit', repoId }),
      host.request({ type: 'scan-files', repoId, files }),
    ])
    if (!preview.ok) return failure(describeError(preview.error))
    if (!looked.ok) return failure(describeError(looked.error))
    const { scan, status } = looked.value
    const wanted = new Set(files)
    const question = openQuestion(
      commitWarnings(
        status.files.filter(({ path }) => wanted.has(path)),
        scan,
      ),
      { markedPaths: wish.markedPaths ?? [], newFiles: wish.confirmedNewFiles ?? null },
    )
    if (question !== null) {
      store.dispatch({ type: 'repo/status-read', repoId, status })
      if (scan.files.length > 0) store.dispatch({ type: 'repo/scanned', repoId, scan })
      return failure(describeCommitError(question))
    }
    if (!(await agreedToRun(settings, repoId, preview.value, wish.confirmed))) {
      store.dispatch({ type: 'commit/consent-needed', preview: preview.value })
      return consentNeeded(preview.value)
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
    // The list came from a window, and a file can have been held back since, there or in the settings file.
    const held = apartHeldBack(status.files, heldBackRules(settings.current(), repoId)).heldBack
    const heldWanted = held.filter(({ path }) => wanted.has(path))
    if (heldWanted.length > 0) {
      store.dispatch({ type: 'repo/status-read', repoId, status })
      return failure(heldBackMeanwhile(heldWanted.length))
    }
    const sideBranch = wish.branch === 'side' ? sideBranchName(clock.now()) : null
    const done = await host.request({ type: 'commit', repoId, files, message, identity, sideBranch })
    if (!done.ok) {
      const command = await commandFor(wish, message, done.error)
      return failure(describeError(done.error), { command, onSide: sideBranch !== null })
    }
    await rememberCommit(deps, { repoId, done: done.value, before: status.head.commit, message })
    store.dispatch({ type: 'commit/done' })
    const after = await host.request({ type: 'read-status', repoId })
    if (after.ok) store.dispatch({ type: 'repo/status-read', repoId, status: after.value })
    return accepted
  }

  function failure(error: ReturnType<typeof describeError>, commit?: CommitFailed): CommandResult {
    store.dispatch({ type: 'commit/failed', error, ...(commit === undefined ? {} : { commit }) })
    return err(error)
  }

  /** A signing program that needs a terminal gets one when the user runs the commit there. */
  async function commandFor(
    { repoId, files, identity }: CommitWish,
    message: string,
    error: CommitError | RepoError,
  ): Promise<string | null> {
    const cause = error.kind === 'side-branch-failed' ? error.cause : error
    if (cause.kind !== 'signing-failed') return null
    const printed = await host.request({ type: 'commit-command', repoId, files, message, identity })
    return printed.ok ? printed.value : null
  }
}
