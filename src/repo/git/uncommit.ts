import type { Clock } from '../../core/clock'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import type { UncommitError } from '../../core/repo/uncommit'
import { err, ok, type Result } from '../../core/result'
import type { GitRunner } from './git-port'
import { isIndexLocked } from './index-file'
import { readOperation } from './operation'
import type { RepoLayout } from './repo-layout'

type Failure = UncommitError | RepoError

/**
 * Takes a commit back that was made on top of `parent`, as `git reset --soft` does: HEAD's branch goes back, work tree and
 * index stay, so what the commit held is staged. Only while it is HEAD, only when no remote-tracking or upstream branch has
 * it; none of the repository's programs run.
 */
export async function uncommit(
  runner: GitRunner,
  layout: RepoLayout,
  clock: Clock,
  { commit, parent }: { readonly commit: CommitId; readonly parent: CommitId | null },
): Promise<Result<null, Failure>> {
  const operation = await readOperation(layout.gitDir)
  if (operation !== null) return err({ kind: 'operation-in-progress', operation })
  const head = await readCommit(runner, layout, 'HEAD')
  if (!head.ok) return head
  if (head.value !== commit) return err({ kind: 'uncommit-not-head', head: head.value })
  const parents = await readParents(runner, layout, commit)
  if (!parents.ok) return parents
  if (parents.value.length > 1 || (parents.value[0] ?? null) !== parent) return err({ kind: 'uncommit-not-ours' })
  const branch = await runner.run(['symbolic-ref', '--quiet', 'HEAD'], { layout, okCodes: [0, 1] })
  if (!branch.ok) return branch
  const detached = branch.value.code !== 0
  if (parent === null && detached) return err({ kind: 'uncommit-first-detached' })
  const pushed = await refsWith(runner, layout, commit, detached ? null : branch.value.stdout.toString('utf8').trim())
  if (!pushed.ok) return pushed
  if (pushed.value.length > 0) return err({ kind: 'uncommit-pushed', refs: pushed.value })
  if (await isIndexLocked(layout.gitDir, clock)) return err({ kind: 'index-locked' })

  const move =
    parent === null
      ? ['update-ref', '-m', 'firebreak: uncommit', '-d', 'HEAD', commit]
      : ['update-ref', '-m', 'firebreak: uncommit', 'HEAD', parent, commit]
  const moved = await runner.run(move, { layout })
  if (moved.ok) return ok(null)
  // git compared once more, under its own lock.
  const now = await readCommit(runner, layout, 'HEAD')
  return now.ok && now.value !== commit ? err({ kind: 'uncommit-not-head', head: now.value }) : moved
}

async function readCommit(
  runner: GitRunner,
  layout: RepoLayout,
  name: string,
): Promise<Result<CommitId | null, RepoError>> {
  const read = await runner.run(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { layout, okCodes: [0, 1] })
  if (!read.ok) return read
  return ok(read.value.code === 0 ? read.value.stdout.toString('utf8').trim() : null)
}

async function readParents(
  runner: GitRunner,
  layout: RepoLayout,
  commit: CommitId,
): Promise<Result<readonly CommitId[], RepoError>> {
  const read = await runner.run(['rev-list', '--parents', '--max-count=1', commit], { layout })
  if (!read.ok) return read
  return ok(read.value.stdout.toString('utf8').trim().split(' ').slice(1))
}

/** References that show another copy has the commit: remote-tracking branches, and what the branch follows. */
async function refsWith(
  runner: GitRunner,
  layout: RepoLayout,
  commit: CommitId,
  branch: string | null,
): Promise<Result<readonly string[], RepoError>> {
  const places = ['refs/remotes']
  if (branch !== null) {
    const follows = await runner.run(['for-each-ref', '--format=%(upstream)%0a%(push)', branch], { layout })
    if (!follows.ok) return follows
    const named = follows.value.stdout.toString('utf8').split('\n')
    places.push(...named.filter((name) => name !== '' && name !== branch && !name.startsWith('refs/remotes/')))
  }
  const found = await runner.run(['for-each-ref', '--format=%(refname:short)', `--contains=${commit}`, ...places], {
    layout,
  })
  if (!found.ok) return found
  return ok(
    found.value.stdout
      .toString('utf8')
      .split('\n')
      .filter((name) => name !== ''),
  )
}
