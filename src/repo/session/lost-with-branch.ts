import { decodePath, type RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { readHead } from '../checkpoint/read-head'
import { createCommitEnd, createObjectCache } from '../diff/commit-end'
import type { CatFile } from '../git/cat-file'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'

interface Deps {
  readonly layout: RepoLayout
  readonly runner: Pick<GitRunner, 'run'>
  readonly catFile: CatFile
}

/** What went with a branch. `tip` is its last commit as far as is known; `lost` is sorted and never empty. */
interface LostWithBranch {
  readonly tip: CommitId
  readonly lost: readonly RepoPath[]
}

/**
 * What was lost with a deleted branch that was seen at `commits`, the best guess first; null when nothing was. A branch
 * can have moved on after it was last looked at: `heads`, from HEAD's own log, know, if it was checked out. An error is
 * git's; it is no answer.
 */
export async function lostWithBranch(
  deps: Deps,
  commits: readonly CommitId[],
  heads: readonly CommitId[],
): Promise<Result<LostWithBranch | null, RepoError>> {
  const tips = new Set<CommitId>()
  for (const commit of commits) {
    for (const head of heads) {
      const later = head === commit ? ok(false) : await isLater(deps, commit, head)
      if (!later.ok) return later
      if (later.value) tips.add(head)
    }
    tips.add(commit)
  }
  let failed: RepoError | null = null
  for (const tip of tips) {
    const found = await lostFiles(deps, tip)
    if (!found.ok) failed = found.error
    else if (found.value.length > 0) return ok({ tip, lost: found.value })
  }
  return failed === null ? ok(null) : err(failed)
}

async function isLater(
  { runner, layout }: Deps,
  commit: CommitId,
  head: CommitId,
): Promise<Result<boolean, RepoError>> {
  const answer = await runner.run(['merge-base', '--is-ancestor', commit, head], { layout, okCodes: [0, 1] })
  if (answer.ok) return ok(answer.value.code === 0)
  // One of them was pruned: git has answered.
  return answer.error.kind === 'git-failed' && answer.error.code !== null ? ok(false) : answer
}

/** Files whose content at the branch's tip only its own commits have, and the present commit has not; sorted. */
async function lostFiles(
  { layout, runner, catFile }: Deps,
  tip: CommitId,
): Promise<Result<readonly RepoPath[], RepoError>> {
  const head = readHead(layout.gitDir, layout.commonDir)?.commit ?? null
  const others = ['--exclude=refs/firebreak/*', '--all', ...(head === null ? [] : [head])]
  const range = [tip, '--not', ...others]
  // A merge is compared with its first parent, or it would name nothing.
  const log = await runner.run(['log', '-z', '--format=', '--name-only', '-m', '--first-parent', ...range, '--'], {
    layout,
  })
  if (!log.ok) return log
  const names = log.value.stdout.toString('latin1').split('\0')
  const paths = new Set(names.map((name) => name.replace(/^\n/, '')).filter((name) => name !== ''))
  const cache = createObjectCache()
  const [there, here] = [createCommitEnd(catFile, cache, tip), createCommitEnd(catFile, cache, head)]
  const lost: RepoPath[] = []
  try {
    for (const raw of paths) {
      const path = decodePath(Buffer.from(raw, 'latin1'))
      const entry = await there.entry(path)
      if (entry !== null && (await here.entry(path))?.id !== entry.id) lost.push(path)
    }
  } catch (thrown) {
    return err({ kind: 'git-failed', command: 'cat-file', code: null, stderr: String(thrown) })
  }
  return ok(lost.toSorted())
}
