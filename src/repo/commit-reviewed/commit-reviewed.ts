import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import type { CommitDone, CommitError, CommitIdentity } from '../../core/repo/commit'
import { explainCommitFailure } from '../../core/repo/commit-failure'
import type { ReviewedFile } from '../../core/repo/commit-reviewed'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { ScopeView } from '../diff/scope-view'
import { commitSince, pathspecs, removeOwnLocks } from '../git/commit-files'
import type { GitRunner, UserOutput } from '../git/git-port'
import { isIndexLocked, readIndex, restoreIndex } from '../git/index-file'
import { writeIndexEntries } from '../git/index-entries'
import { readHooks, readIdentity } from '../git/preview-commit'
import { readStatus } from '../git/read-status'
import type { RepoLayout } from '../git/repo-layout'
import { followIndex } from './follow-index'
import { planEntries, type EntryPlan } from './plan-entries'

interface Deps {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  readonly clock: Clock
  /** A private folder (0700) for the message while git reads it. */
  readonly tempDir: string
}

export interface CommitReviewedRequest {
  readonly files: readonly ReviewedFile[]
  readonly message: string
  /** For this commit only, when git does not know who commits. */
  readonly identity: CommitIdentity | null
  readonly timeoutMs?: number
}

/**
 * The visible commit of exactly these hunks, with the user's own hooks and signing. It is made through an index of its
 * own, from HEAD and the hunks; the work tree is not touched, and what is staged besides stays staged. When it fails,
 * `.git/index` is as it was. `view` is the scope "uncommitted".
 */
export async function commitReviewed(
  deps: Deps,
  view: ScopeView,
  request: CommitReviewedRequest,
): Promise<Result<CommitDone, CommitError | RepoError>> {
  const { runner, layout, clock } = deps
  const { files, identity, timeoutMs = 120_000 } = request
  if (files.length === 0) return err({ kind: 'nothing-to-commit' })
  const status = await readStatus(runner, layout, { consentedFilters: new Set(), withLines: false })
  if (!status.ok) return status
  const { operation, head } = status.value
  if (operation !== null) return err({ kind: 'operation-in-progress', operation })
  const unmerged = status.value.files.filter((file) => file.status === 'conflicted').map(({ path }) => path)
  if (unmerged.length > 0) return err({ kind: 'unmerged', paths: unmerged })
  const shown = view.from.kind === 'commit' && !/^0+$/.test(view.from.commit) ? view.from.commit : null
  if (shown !== head.commit) return err({ kind: 'files-changed', paths: files.map(({ path }) => path) })
  if (identity === null) {
    const known = await readIdentity(runner, layout)
    if (!known.ok) return known
    if (known.value === null) return err({ kind: 'identity-missing' })
  }
  const hooks = await readHooks(runner, layout)
  if (!hooks.ok) return hooks
  if (await isIndexLocked(layout.gitDir, clock)) return err({ kind: 'index-locked' })
  const plan = await planEntries(deps, view, head.commit, files)
  if (!plan.ok) return plan

  await mkdir(deps.tempDir, { recursive: true, mode: 0o700 })
  const messageFile = join(deps.tempDir, `commit-message-${randomBytes(8).toString('hex')}`)
  await writeFile(messageFile, request.message, { flag: 'wx', mode: 0o600 })
  const config = identity === null ? [] : [`user.name=${identity.name}`, `user.email=${identity.email}`]
  const savedIndex = await readIndex(layout.gitDir)
  try {
    const outcome = await commitThrough(deps, plan.value, { head: head.commit, messageFile, config, timeoutMs })
    const done = await commitSince(runner, layout, head.commit)
    // A hook that hangs or fails after the commit was made does not unmake it.
    if (done !== null) {
      const followed = await followIndex(deps, { before: head.commit, after: done.commit }, plan.value.entries)
      return ok(followed.ok && followed.value ? done : { ...done, indexBehind: true })
    }
    if (outcome.ok && outcome.value.killedHard) await removeOwnLocks(layout.gitDir)
    const restored = await restoreIndex(layout.gitDir, savedIndex, clock)
    if (!outcome.ok) return outcome
    if (!restored) return err({ kind: 'index-locked' })
    const { output, timedOut } = outcome.value
    if (timedOut) return err({ kind: 'commit-timeout', afterMs: timeoutMs, output })
    return err(explainCommitFailure(output, hooks.value))
  } finally {
    await rm(messageFile, { force: true })
  }
}

/** An index of HEAD and the planned entries, and the commit from it. */
async function commitThrough(
  { runner, layout }: Deps,
  plan: EntryPlan,
  run: {
    readonly head: CommitId | null
    readonly messageFile: string
    readonly config: readonly string[]
    readonly timeoutMs: number
  },
): Promise<Result<UserOutput, RepoError>> {
  const { head, messageFile, config, timeoutMs } = run
  const index = join(layout.gitDir, `firebreak-index-${randomBytes(6).toString('hex')}`)
  const extraEnv = { GIT_INDEX_FILE: index }
  try {
    const read = await runner.run(['read-tree', head ?? '--empty'], { layout, extraEnv })
    if (!read.ok) return read
    const set = await writeIndexEntries({ runner, layout, index }, plan.entries)
    if (!set.ok) return set
    if (plan.filtered.length > 0) {
      const args = ['add', '--all', '--pathspec-from-file=-', '--pathspec-file-nul']
      const added = await runner.runAsUser(args, { layout, extraEnv, input: pathspecs(plan.filtered), timeoutMs })
      if (!added.ok || added.value.code !== 0) return added
    }
    const args = ['commit', '--quiet', '--cleanup=whitespace', '--file', messageFile]
    return await runner.runAsUser(args, { layout, extraEnv, config, timeoutMs })
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}
