import type { Clock } from '../../core/clock'
import type { CommitDone, CommitError } from '../../core/repo/commit'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { commitFiles, type CommitRequest } from './commit-files'
import type { GitRunner } from './git-port'
import { readOperation } from './operation'
import type { RepoLayout } from './repo-layout'

const mostTries = 100

/**
 * The visible commit on a branch of its own, made where HEAD is: the present branch stays as it is, no file and no index
 * entry is touched by the switch, and every hook runs and sees the new branch. When the commit fails there too, HEAD goes
 * back and the branch is gone.
 */
export async function commitOnSideBranch(
  runner: GitRunner,
  layout: RepoLayout,
  clock: Clock,
  request: CommitRequest & { readonly sideBranch: string },
): Promise<Result<CommitDone, CommitError | RepoError>> {
  const operation = await readOperation(layout.gitDir)
  if (operation !== null) return err({ kind: 'operation-in-progress', operation })
  const before = await readHeadPlace(runner, layout)
  if (!before.ok) return before
  const made = await makeBranch(runner, layout, before.value, request.sideBranch)
  if (!made.ok) return made
  const { branch } = made.value
  const committed = await commitFiles(runner, layout, clock, request)
  if (committed.ok) {
    // The way back for `git switch -`, which looks for these words in the log of HEAD.
    const moved = `checkout: moving from ${before.value.branch ?? before.value.commit ?? 'HEAD'} to ${branch}`
    await runner.run(['symbolic-ref', '-m', moved, 'HEAD', `refs/heads/${branch}`], { layout })
    return ok({ ...committed.value, sideBranch: branch })
  }
  const back = await goBack(runner, layout, before.value, branch)
  if (!back.ok) return back
  const { error } = committed
  if (!back.value) return err({ kind: 'side-branch-lost', branch, output: 'output' in error ? error.output : '' })
  return isCommitError(error)
    ? err({ kind: 'side-branch-failed', branch, back: before.value.branch, cause: error })
    : err(error)
}

type Cause = Extract<CommitError, { kind: 'side-branch-failed' }>['cause']
// What leaves `commitFiles` besides these is about git or the repository as a whole.
const causes: ReadonlySet<string> = new Set<Cause['kind']>([
  'hook-failed',
  'signing-failed',
  'commit-timeout',
  'commit-failed',
])

function isCommitError(error: CommitError | RepoError): error is Cause {
  return causes.has(error.kind)
}

interface HeadPlace {
  /** Null when HEAD is detached. */
  readonly branch: string | null
  /** Null on an unborn branch. */
  readonly commit: string | null
}

async function readHeadPlace(runner: GitRunner, layout: RepoLayout): Promise<Result<HeadPlace, RepoError>> {
  const symbolic = await runner.run(['symbolic-ref', '--quiet', 'HEAD'], { layout, okCodes: [0, 1] })
  if (!symbolic.ok) return symbolic
  const head = await runner.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { layout, okCodes: [0, 1] })
  if (!head.ok) return head
  const name = symbolic.value.stdout.toString('utf8').trim()
  return ok({
    branch: symbolic.value.code === 0 ? name.replace(/^refs\/heads\//, '') : null,
    commit: head.value.code === 0 ? head.value.stdout.toString('utf8').trim() : null,
  })
}

/** Makes the first free name of `wanted`, `wanted-2`, … and points HEAD to it. */
async function makeBranch(
  runner: GitRunner,
  layout: RepoLayout,
  head: HeadPlace,
  wanted: string,
): Promise<Result<{ readonly branch: string }, RepoError>> {
  const folder = wanted.slice(0, wanted.indexOf('/'))
  const listed = await runner.run(
    ['for-each-ref', '--format=%(refname)', `refs/heads/${folder}*`, `refs/heads/${folder}/`],
    {
      layout,
    },
  )
  if (!listed.ok) return listed
  const taken = new Set(listed.value.stdout.toString('utf8').split('\n'))
  // A branch that has the folder's name leaves no room for one inside of it.
  const base = taken.has(`refs/heads/${folder}`) || head.branch === folder ? wanted.replaceAll('/', '-') : wanted
  for (let n = 1; n <= mostTries; n++) {
    const branch = n === 1 ? base : `${base}-${n}`
    const ref = `refs/heads/${branch}`
    if (taken.has(ref) || head.branch === branch) continue
    if (head.commit !== null) {
      const create = ['update-ref', '--create-reflog', '-m', 'branch: Created from HEAD', ref, head.commit]
      // The empty old value: it must not be there yet.
      const created = await runner.run([...create, '0'.repeat(head.commit.length)], { layout, okCodes: [0, 1, 128] })
      if (!created.ok) return created
      if (created.value.code !== 0) continue
    }
    // Not in the words of a checkout: should HEAD go back, `git switch -` must not lead to a branch that is gone.
    const switched = await runner.run(['symbolic-ref', '-m', `firebreak: to ${branch}`, 'HEAD', ref], { layout })
    return switched.ok ? ok({ branch }) : switched
  }
  return err({ kind: 'git-failed', command: 'update-ref', code: null, stderr: `No name such as ${base} is free.` })
}

/** Answers false when HEAD is not where the attempt began any more: then it is nobody's but the user's to move. */
async function goBack(
  runner: GitRunner,
  layout: RepoLayout,
  before: HeadPlace,
  branch: string,
): Promise<Result<boolean, RepoError>> {
  const now = await readHeadPlace(runner, layout)
  if (!now.ok) return now
  if (now.value.branch !== branch || now.value.commit !== before.commit) return ok(false)
  const note = ['-m', `firebreak: back from ${branch}`]
  const moved =
    before.branch === null
      ? await runner.run(['update-ref', '--no-deref', ...note, 'HEAD', before.commit ?? ''], { layout })
      : await runner.run(['symbolic-ref', ...note, 'HEAD', `refs/heads/${before.branch}`], { layout })
  if (!moved.ok) return moved
  if (before.commit === null) return ok(true)
  const removed = await runner.run(['update-ref', '-d', `refs/heads/${branch}`, before.commit], { layout })
  return removed.ok ? ok(true) : removed
}
