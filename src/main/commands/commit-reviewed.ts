import { proposeReviewedMessage } from '../../core/app/commit-view'
import type { ReviewedCommitView, ReviewedFileView } from '../../core/app/commit-views'
import type { Clock } from '../../core/clock'
import { isInFolder } from '../../core/diff/folder-limit'
import { describeCommitError, describeError } from '../../core/errors/describe-error'
import { type ApartHeldBack, apartHeldBack } from '../../core/gate/apart-held-back'
import { heldBackRules } from '../../core/gate/held-back'
import type { ReviewableFile, ReviewedFile } from '../../core/repo/commit-reviewed'
import { commitWarnings, openQuestion } from '../../core/repo/commit-warnings'
import type { RepoId } from '../../core/repo/repo-status'
import { err } from '../../core/result'
import type { MadeCommits } from '../../services/made-commits'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { AppCommand, CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { agreedToRun, consentNeeded, heldBackMeanwhile, rememberCommit } from './commit-care'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly madeCommits: MadeCommits
  readonly clock: Clock
}

type Wish = Extract<AppCommand, { type: 'reviewed/commit' }>

/** First what a commit of the reviewed hunks would hold, then exactly that commit; the rest stays uncommitted. */
export function createCommitReviewed(deps: Deps) {
  const { store, host } = deps
  const shown = new Map<RepoId, readonly ReviewableFile[]>()

  async function preview({ repoId }: { readonly repoId: RepoId }): Promise<CommandResult> {
    const read = await host.request({ type: 'reviewed-hunks', repoId })
    if (!read.ok) return failed(read.error)
    // A live diff that is limited to a folder commits what was reviewed there.
    const folder = deps.settings.current().diffFolders[repoId] ?? null
    const apart = apartNow(
      repoId,
      read.value.filter(({ path }) => isInFolder(path, folder)),
    )
    shown.set(repoId, apart.free)
    store.dispatch({ type: 'reviewed/shown', repoId, shown: viewOf(repoId, apart) })
    return accepted
  }

  function apartNow(repoId: RepoId, files: readonly ReviewableFile[]): ApartHeldBack<ReviewableFile> {
    return apartHeldBack(files, heldBackRules(deps.settings.current(), repoId))
  }

  function viewOf(repoId: RepoId, { free, heldBack }: ApartHeldBack<ReviewableFile>): ReviewedCommitView {
    const { message, messageFrom } = proposeReviewedMessage(store.state(), repoId)
    return { files: free.map(fileView), heldBack: heldBack.map(fileView), message, messageFrom }
  }

  function close({ repoId }: { readonly repoId: RepoId }): void {
    shown.delete(repoId)
    store.dispatch({ type: 'reviewed/shown', repoId, shown: null })
  }

  async function commit(wish: Wish): Promise<CommandResult> {
    const { repoId, identity } = wish
    const message = wish.message.trim()
    if (message === '') return refused('message-missing', 'The commit has no message.', 'Write one line.')
    const all = shown.get(repoId)
    if (all === undefined) return refused('no-preview', 'No commit is shown here.', 'Press Commit reviewed first.')
    const files = chosen(all, new Set(wish.also))
    if (files.length === 0) return err(describeCommitError({ kind: 'nothing-to-commit' }))
    const paths = files.map(({ path }) => path)
    const [runs, looked] = await Promise.all([
      host.request({ type: 'preview-commit', repoId }),
      host.request({ type: 'scan-files', repoId, files: paths }),
    ])
    if (!runs.ok) return failed(runs.error)
    if (!looked.ok) return failed(looked.error)
    const { scan, status } = looked.value
    const wanted = new Set(paths)
    const warnings = commitWarnings(
      status.files.filter(({ path }) => wanted.has(path)),
      scan,
    )
    const question = openQuestion(warnings, {
      markedPaths: wish.markedPaths ?? [],
      newFiles: wish.confirmedNewFiles ?? null,
    })
    if (question !== null) return err(describeCommitError(question))
    if (!(await agreedToRun(deps.settings, repoId, runs.value, wish.confirmed))) return consentNeeded(runs.value)
    if (runs.value.identity === null && identity === null) return err(describeCommitError({ kind: 'identity-missing' }))
    // What a hook rewrites can then be had back as it was.
    const kept = await host.request({
      type: 'create-checkpoint',
      repoId,
      label: 'before commit',
      reason: 'before-commit',
    })
    if (!kept.ok) return err(describeError(kept.error))
    // Home can hold a file back while the dialog is open.
    const heldBy = new Set(apartNow(repoId, all).heldBack.map(({ path }) => path))
    const heldBack = paths.filter((path) => heldBy.has(path)).length
    if (heldBack > 0) {
      await preview({ repoId })
      return err(heldBackMeanwhile(heldBack))
    }
    const done = await host.request({ type: 'commit-reviewed', repoId, files, message, identity })
    if (!done.ok) {
      // What is shown is not there any more, so it is shown as it is now.
      if (done.error.kind === 'files-changed') await preview({ repoId })
      return failed(done.error)
    }
    await rememberCommit(deps, { repoId, done: done.value, before: status.head.commit, message })
    close({ repoId })
    const after = await host.request({ type: 'read-status', repoId })
    if (after.ok) store.dispatch({ type: 'repo/status-read', repoId, status: after.value })
    if (done.value.indexBehind !== true) return accepted
    return refused(
      'index-behind',
      'Committed. Another git held the index, so what was committed still looks staged the other way round.',
      'Once that git is done, run git reset in a terminal.',
    )
  }

  return { preview, close, commit }
}

function fileView({ path, from, change, hunks }: ReviewableFile): ReviewedFileView {
  return { path, from, change, hunks: hunks === null ? null : { all: hunks.all, reviewed: hunks.reviewed.length } }
}

function chosen(files: readonly ReviewableFile[], also: ReadonlySet<string>): readonly ReviewedFile[] {
  return files.flatMap(({ path, from, hunks }): readonly ReviewedFile[] => {
    if (hunks === null) return also.has(path) ? [{ path, from, hunks: null }] : []
    return hunks.reviewed.length > 0 ? [{ path, from, hunks: hunks.reviewed }] : []
  })
}
