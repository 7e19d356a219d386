import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import type { CommitDone, CommitError, CommitIdentity } from '../../core/repo/commit'
import { explainCommitFailure } from '../../core/repo/commit-failure'
import { encodePath, type RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { planCommit, type CommitPlan } from './commit-plan'
import { nulTerminated } from './decide-filtered'
import type { GitRunner, UserOutput } from './git-port'
import { isIndexLocked, readIndex, restoreIndex } from './index-file'
import { readHooks, readIdentity } from './preview-commit'
import { readStatus } from './read-status'
import type { RepoLayout } from './repo-layout'

export interface CommitRequest {
  readonly files: readonly RepoPath[]
  readonly message: string
  /** For this commit only, when git does not know who commits; it is not written to any configuration. */
  readonly identity: CommitIdentity | null
  /** A private folder (0700) for the message while git reads it. */
  readonly tempDir: string
  readonly timeoutMs?: number
}

type Failure = CommitError | RepoError

interface Attempt {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  readonly plan: CommitPlan
  readonly messageFile: string
  readonly config: readonly string[]
  readonly timeoutMs: number
}

/**
 * The visible commit: each file as it is on disk, with the user's own hooks, filters and signing. What is staged of other
 * files stays staged. When it fails, `.git/index` is as it was.
 */
export async function commitFiles(
  runner: GitRunner,
  layout: RepoLayout,
  clock: Clock,
  request: CommitRequest,
): Promise<Result<CommitDone, Failure>> {
  const { identity, timeoutMs = 120_000 } = request
  const status = await readStatus(runner, layout, { consentedFilters: new Set(), withLines: false })
  if (!status.ok) return status
  const plan = await planCommit(layout.top, status.value, request.files)
  if (!plan.ok) return plan
  if (identity === null) {
    const known = await readIdentity(runner, layout)
    if (!known.ok) return known
    if (known.value === null) return err({ kind: 'identity-missing' })
  }
  const hooks = await readHooks(runner, layout)
  if (!hooks.ok) return hooks
  if (await isIndexLocked(layout.gitDir, clock)) return err({ kind: 'index-locked' })

  await mkdir(request.tempDir, { recursive: true, mode: 0o700 })
  const messageFile = join(request.tempDir, `commit-message-${randomBytes(8).toString('hex')}`)
  await writeFile(messageFile, request.message, { flag: 'wx', mode: 0o600 })
  const config = identity === null ? [] : [`user.name=${identity.name}`, `user.email=${identity.email}`]
  const attempt: Attempt = { runner, layout, plan: plan.value, messageFile, config, timeoutMs }
  const before = status.value.head.commit
  const savedIndex = await readIndex(layout.gitDir)
  try {
    const outcome = await (plan.value.drop.length === 0 ? commitOnly(attempt) : commitApart(attempt, before))
    const done = await commitSince(runner, layout, before)
    // A hook that hangs or fails after the commit was made does not unmake it.
    if (done !== null) return ok(done)
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

async function commitOnly(attempt: Attempt): Promise<Result<UserOutput, RepoError>> {
  const { runner, layout, plan, messageFile, config, timeoutMs } = attempt
  if (plan.add.length > 0) {
    // Makes the files known; their content is read by the commit itself.
    const added = await runner.runAsUser(['add', '--intent-to-add', ...fromInput], {
      layout,
      input: pathspecs(plan.add),
      timeoutMs,
    })
    if (!added.ok || added.value.code !== 0) return added
  }
  const args = ['commit', '--only', '--quiet', '--cleanup=whitespace', '--file', messageFile, ...fromInput]
  return runner.runAsUser(args, { layout, input: pathspecs(plan.take), config, timeoutMs })
}

/**
 * `git commit --only` looks at the disk, so it cannot drop a file that is still there. Such a commit is made through an
 * index of its own, as `--only` does inside; then the user's index follows for the same paths.
 */
async function commitApart(attempt: Attempt, head: string | null): Promise<Result<UserOutput, RepoError>> {
  const { runner, layout, plan, messageFile, config, timeoutMs } = attempt
  const index = join(layout.gitDir, `firebreak-index-${randomBytes(6).toString('hex')}`)
  const apart = { GIT_INDEX_FILE: index }
  const stage = async (extraEnv: Record<string, string>): Promise<Result<UserOutput, RepoError>> => {
    const drop = ['update-index', '--force-remove', '-z', '--stdin']
    const dropped = await runner.runAsUser(drop, { layout, extraEnv, input: nulTerminated(plan.drop) })
    if (!dropped.ok || dropped.value.code !== 0 || plan.take.length === 0) return dropped
    return runner.runAsUser(['add', '--all', ...fromInput], {
      layout,
      extraEnv,
      input: pathspecs(plan.take),
      timeoutMs,
    })
  }
  try {
    const read = await runner.runAsUser(['read-tree', head ?? '--empty'], { layout, extraEnv: apart })
    if (!read.ok || read.value.code !== 0) return read
    const staged = await stage(apart)
    if (!staged.ok || staged.value.code !== 0) return staged
    const args = ['commit', '--quiet', '--cleanup=whitespace', '--file', messageFile]
    const committed = await runner.runAsUser(args, { layout, extraEnv: apart, config, timeoutMs })
    return committed.ok && committed.value.code === 0 ? await stage({}) : committed
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

const fromInput = ['--pathspec-from-file=-', '--pathspec-file-nul']

/** Literal pathspecs by magic, not by GIT_LITERAL_PATHSPECS: hooks would inherit that and misread their own. */
export function pathspecs(paths: readonly RepoPath[]): Buffer {
  return Buffer.concat(
    paths.map((path) => Buffer.concat([Buffer.from(':(top,literal)'), encodePath(path), Buffer.from([0])])),
  )
}

/** The commit that was made on top of `before`, if one was. */
export async function commitSince(
  runner: GitRunner,
  layout: RepoLayout,
  before: string | null,
): Promise<CommitDone | null> {
  const head = await runner.run(['rev-parse', '--verify', '--quiet', '--end-of-options', 'HEAD'], { layout })
  const commit = head.ok ? head.value.stdout.toString('utf8').trim() : before
  if (commit === null || commit === before) return null
  const short = await runner.run(['rev-parse', '--short', commit], { layout })
  return { commit, shortCommit: short.ok ? short.value.stdout.toString('utf8').trim() : commit.slice(0, 7) }
}

/** A git that was killed leaves its locks. While it ran nobody else could take them, so they are its own. */
export async function removeOwnLocks(gitDir: string): Promise<void> {
  const names = await readdir(gitDir)
  const locks = names.filter((name) => name === 'index.lock' || /^next-index-\d+\.lock$/.test(name))
  for (const lock of locks) await rm(join(gitDir, lock), { force: true })
}
