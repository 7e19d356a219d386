import type { Clock } from '../../core/clock'
import { applyEdits, mergeEdits } from '../../core/diff/line-edits'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { splitAtNul } from '../../core/repo/parse-status'
import { treeMode } from '../checkpoint/tree-format'
import type { GitRunner } from '../git/git-port'
import { isIndexLocked } from '../git/index-file'
import {
  readBlob,
  readCommitEntries,
  readIndexEntries,
  sameEntry,
  writeBlob,
  writeIndexEntries,
  type EntryAtPath,
  type GitEntry,
} from '../git/index-entries'
import type { RepoLayout } from '../git/repo-layout'
import { editsBetween } from '../stage/hunk-entries'
import type { PlannedEntry } from './plan-entries'

interface Deps {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  readonly clock: Clock
}

/**
 * Brings the user's index in line with a commit that was made without it: what was committed is no difference any more,
 * and what was staged besides stays staged. Where both concern the same lines, those of the commit are taken. Answers
 * false when another git held the index all the time.
 */
export async function followIndex(
  deps: Deps,
  commits: { readonly before: CommitId | null; readonly after: CommitId },
  planned: readonly PlannedEntry[],
): Promise<Result<boolean, RepoError>> {
  const paths = await changedPaths(deps, commits)
  if (!paths.ok) return paths
  const before = await readCommitEntries(deps, commits.before, paths.value)
  if (!before.ok) return before
  const after = await readCommitEntries(deps, commits.after, paths.value)
  if (!after.ok) return after
  if (await isIndexLocked(deps.layout.gitDir, deps.clock)) return ok(false)
  const index = await readIndexEntries(deps, paths.value)
  if (!index.ok) return index
  const plans = new Map(planned.map((one) => [one.path, one]))
  const moved: EntryAtPath[] = []
  for (const path of paths.value) {
    const staged = index.value.get(path) ?? null
    if (staged === 'unmerged') continue
    const head = before.value.get(path) ?? null
    const now = after.value.get(path) ?? null
    const entry = await stagedBesides(deps, { path, staged, head, now, plan: plans.get(path) ?? null })
    if (!entry.ok) return entry
    if (!sameEntry(entry.value, staged)) moved.push({ path, entry: entry.value })
  }
  const written = await writeIndexEntries(deps, moved)
  if (!written.ok) return err(written.error)
  // The times of what was set; 1: something in it differs from the disk, which is no failure.
  await deps.runner.run(['update-index', '-q', '--refresh'], { layout: deps.layout, okCodes: [0, 1] })
  return ok(true)
}

async function stagedBesides(
  deps: Deps,
  at: {
    readonly path: RepoPath
    readonly staged: GitEntry | null
    readonly head: GitEntry | null
    readonly now: GitEntry | null
    readonly plan: PlannedEntry | null
  },
): Promise<Result<GitEntry | null, RepoError>> {
  const { path, staged, head, now, plan } = at
  if (sameEntry(staged, head)) return ok(now)
  // A hook committed more than was asked for: what is staged there is not ours to move.
  if (plan === null) return ok(staged)
  // Taken out of the index by the user, or new: the one stays, the other is committed.
  if (staged === null) return ok(head === null ? now : null)
  if (head === null || now === null || !isText(staged) || !isText(head) || !isText(now)) return ok(now)
  // A hook rewrote it, so its lines are not the ones that were planned.
  if (plan.edits === null || !sameEntry(now, plan.entry)) return ok(now)
  const content = await readBlob(deps, head.id)
  if (!content.ok) return content
  const besides = await editsBetween(deps, path, content.value, staged)
  if (!besides.ok) return besides
  const blob = await writeBlob(deps, applyEdits(content.value, mergeEdits(plan.edits, besides.value)))
  return blob.ok ? ok({ mode: staged.mode === head.mode ? now.mode : staged.mode, id: blob.value }) : blob
}

function isText({ mode }: GitEntry): boolean {
  return mode === treeMode.file || mode === treeMode.executable
}

async function changedPaths(
  { runner, layout }: Deps,
  { before, after }: { readonly before: CommitId | null; readonly after: CommitId },
): Promise<Result<readonly RepoPath[], RepoError>> {
  const args =
    before === null
      ? ['ls-tree', '-r', '-z', '--full-tree', '--name-only', after]
      : ['diff-tree', '-r', '-z', '--no-renames', '--name-only', before, after]
  const listed = await runner.run(args, { layout })
  return listed.ok ? ok(splitAtNul(listed.value.stdout).filter((path) => path !== '')) : listed
}
