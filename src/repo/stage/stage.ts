import type { Clock } from '../../core/clock'
import { applyEdits, mergeEdits } from '../../core/diff/line-edits'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { StagedPath, StageError } from '../../core/repo/stage'
import { err, ok, type Result } from '../../core/result'
import type { ScopeView } from '../diff/scope-view'
import { filterOf } from '../git/checked-out'
import { readCleanEntries } from '../git/clean-entries'
import type { GitRunner } from '../git/git-port'
import { isIndexLocked } from '../git/index-file'
import {
  isLockFailure,
  readCommitEntries,
  readIndexEntries,
  sameEntry,
  writeBlob,
  writeIndexEntries,
  type GitEntry,
} from '../git/index-entries'
import type { RepoLayout } from '../git/repo-layout'
import { editsBetween, editsOfHunks } from './hunk-entries'

interface Deps {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  readonly clock: Clock
  readonly tempDir: string
}

type Failure = StageError | RepoError
type Staged = Promise<Result<readonly StagedPath[], Failure>>

interface StageWish {
  readonly path: RepoPath
  readonly from: RepoPath | null
  readonly hunkId: string | null
}

const mostTries = 5

/**
 * Stages a file as it is on disk (with the former path of one that was moved), or one of its hunks onto what is staged of
 * it already: the index then holds what `git add` and `git add -p` would have put there. Nothing of the repository runs.
 */
export function stage(deps: Deps, view: ScopeView, wish: StageWish): Staged {
  return whileUnlocked(deps, () => stageOnce(deps, view, wish))
}

/** Takes back what was staged, as far as it still is. */
export function unstage(deps: Deps, staged: readonly StagedPath[]): Staged {
  return whileUnlocked(deps, () => unstageOnce(deps, staged))
}

/** The git of a shell's prompt or of an editor takes the lock for moments, also between our look and our write. */
async function whileUnlocked({ layout, clock }: Deps, once: () => Staged): Staged {
  for (let tries = 1; ; tries++) {
    if (await isIndexLocked(layout.gitDir, clock)) return err({ kind: 'stage-locked' })
    const staged = await once()
    if (staged.ok || staged.error.kind !== 'stage-locked' || tries === mostTries) return staged
  }
}

async function stageOnce(deps: Deps, view: ScopeView, wish: StageWish): Staged {
  const paths = wish.from === null ? [wish.path] : [wish.from, wish.path]
  const index = await readIndexEntries(deps, paths)
  if (!index.ok) return index
  for (const path of paths) {
    if (index.value.get(path) === 'unmerged') return err({ kind: 'stage-unmerged', path })
    const filter = await filterOf(deps.runner, deps.layout, path)
    if (!filter.ok) return filter
    if (filter.value !== null) return err({ kind: 'stage-filtered', path, filter: filter.value })
  }
  const clean = await readCleanEntries(deps, paths)
  if (!clean.ok) return clean
  const staged: StagedPath[] = []
  for (const path of paths) {
    const now = index.value.get(path)
    const before = now === undefined || now === 'unmerged' ? null : now
    const whole = clean.value.get(path) ?? null
    const after = wish.hunkId === null ? ok(whole) : await withHunk(deps, view, path, wish.hunkId, before, whole)
    if (!after.ok) return after
    staged.push({ path, before, after: after.value })
  }
  return write(deps, staged)
}

async function unstageOnce(deps: Deps, staged: readonly StagedPath[]): Staged {
  const index = await readIndexEntries(
    deps,
    staged.map(({ path }) => path),
  )
  if (!index.ok) return index
  for (const { path, after } of staged) {
    const now = index.value.get(path) ?? null
    if (now === 'unmerged' || !sameEntry(now, after)) return err({ kind: 'stage-changed', path })
  }
  return write(
    deps,
    staged.map(({ path, before, after }) => ({ path, before: after, after: before })),
  )
}

async function write(deps: Deps, staged: readonly StagedPath[]): Staged {
  const moved = staged.filter(({ before, after }) => !sameEntry(before, after))
  const written = await writeIndexEntries(
    deps,
    moved.map(({ path, after }) => ({ path, entry: after })),
  )
  if (written.ok) return ok(moved)
  return isLockFailure(written.error) ? err({ kind: 'stage-locked' }) : written
}

/** The index's entry with one hunk more. A file that comes or goes as a whole has one hunk only. */
async function withHunk(
  deps: Deps,
  view: ScopeView,
  path: RepoPath,
  hunkId: string,
  before: GitEntry | null,
  clean: GitEntry | null,
): Promise<Result<GitEntry | null, Failure>> {
  const changed = err({ kind: 'stage-changed', path } as const)
  const commit = view.from.kind === 'commit' && !/^0+$/.test(view.from.commit) ? view.from.commit : null
  const heads = await readCommitEntries(deps, commit, [path])
  if (!heads.ok) return heads
  const head = heads.value.get(path) ?? null
  if (head === null || clean === null) {
    const compared = await view.compare(path, new AbortController().signal, 'exact')
    const body = compared?.diff.body
    return body?.kind === 'text' && body.hunks.some(({ id }) => id === hunkId) ? ok(clean) : changed
  }
  const hunk = await editsOfHunks(deps, view, { path, head, clean, hunkIds: [hunkId] })
  if (!hunk.ok) return hunk
  if (hunk.value === null) return changed
  const base = before ?? head
  const staged = base.id === head.id ? ok([]) : await editsBetween(deps, path, hunk.value.head, base)
  if (!staged.ok) return staged
  const blob = await writeBlob(deps, applyEdits(hunk.value.head, mergeEdits(hunk.value.edits, staged.value)))
  return blob.ok ? ok({ mode: base.mode, id: blob.value }) : blob
}
