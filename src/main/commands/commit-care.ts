import type { Clock } from '../../core/clock'
import type { DescribedError } from '../../core/errors/described-error'
import type { CommitDone, CommitPreview } from '../../core/repo/commit'
import type { CommitId, RepoId } from '../../core/repo/repo-status'
import { err } from '../../core/result'
import { count } from '../../core/words/counts'
import type { MadeCommits } from '../../services/made-commits'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'

/** Whether the user has agreed to what a commit runs here; `confirmed` says that they were shown it now. */
export async function agreedToRun(
  settings: SettingsFile,
  repoId: RepoId,
  preview: CommitPreview,
  confirmed: boolean,
): Promise<boolean> {
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

export function consentNeeded(preview: CommitPreview): CommandResult {
  return err({
    code: 'commit-consent-needed',
    message: 'This repository runs programs of its own when you commit.',
    next: 'Read what will run, then commit.',
    preview,
  })
}

/** The list that a commit was pressed on is old: so many of its files are kept out of commits by now. */
export function heldBackMeanwhile(files: number): DescribedError {
  return {
    code: 'held-back-meanwhile',
    message: `${count(files, 'file is', 'files are')} held back by now; nothing was committed.`,
    next: 'Look at the list again, then commit.',
  }
}

/** So that it can be taken back. `before` is where HEAD was when the files were looked into. */
export async function rememberCommit(
  deps: { readonly store: AppStore; readonly madeCommits: MadeCommits; readonly clock: Clock },
  made: {
    readonly repoId: RepoId
    readonly done: CommitDone
    readonly before: CommitId | null
    readonly message: string
  },
): Promise<void> {
  const { commit, shortCommit, sideBranch = null } = made.done
  await deps.madeCommits.set(made.repoId, {
    commit,
    shortCommit,
    parent: made.before,
    message: made.message,
    sideBranch,
    atMs: deps.clock.now(),
  })
  deps.store.dispatch({ type: 'commits/known', commits: deps.madeCommits.current() })
}

/** Names what a commit runs; null when it runs nothing. Another hook is another answer. */
function fingerprint({ hooks, filters, signing }: CommitPreview): string | null {
  if (hooks.length === 0 && filters.length === 0 && !signing) return null
  return JSON.stringify([hooks.toSorted(), filters.toSorted(), signing])
}
