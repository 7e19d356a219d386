import { applyEdits, type LineEdit } from '../../core/diff/line-edits'
import type { CommitError } from '../../core/repo/commit'
import type { ReviewedFile } from '../../core/repo/commit-reviewed'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { ScopeView } from '../diff/scope-view'
import { filterOf } from '../git/checked-out'
import { readCleanEntries } from '../git/clean-entries'
import type { GitRunner } from '../git/git-port'
import { readCommitEntries, writeBlob, type GitEntry } from '../git/index-entries'
import type { RepoLayout } from '../git/repo-layout'
import { editsOfHunks } from '../stage/hunk-entries'

/** One path of the commit: what HEAD has, and what the commit will have. Null is nothing. */
export interface PlannedEntry {
  readonly path: RepoPath
  readonly head: GitEntry | null
  readonly entry: GitEntry | null
  /** How the lines get from the one to the other, where it is a matter of lines. */
  readonly edits: readonly LineEdit[] | null
}

export interface EntryPlan {
  readonly entries: readonly PlannedEntry[]
  /** A program of the repository says what is stored of these: they are added as the user, as they are on disk. */
  readonly filtered: readonly RepoPath[]
}

/** What a commit of exactly these hunks holds at each path. `files-changed` names what is not as it was reviewed any more. */
export async function planEntries(
  deps: { readonly runner: GitRunner; readonly layout: RepoLayout; readonly tempDir: string },
  view: ScopeView,
  head: CommitId | null,
  files: readonly ReviewedFile[],
): Promise<Result<EntryPlan, CommitError | RepoError>> {
  const filtered: RepoPath[] = []
  const paths = new Set<RepoPath>()
  for (const { path, from } of files) {
    const filter = await filterOf(deps.runner, deps.layout, path)
    if (!filter.ok) return filter
    if (filter.value === null) paths.add(path)
    else filtered.push(path)
    if (from !== null) paths.add(from)
  }
  const heads = await readCommitEntries(deps, head, [...paths])
  if (!heads.ok) return heads
  const cleans = await readCleanEntries(deps, [...paths])
  if (!cleans.ok) return cleans

  const entries = new Map<RepoPath, PlannedEntry>()
  const changed: RepoPath[] = []
  for (const file of files) {
    const { path, from } = file
    if (from !== null) {
      const gone = {
        path: from,
        head: heads.value.get(from) ?? null,
        entry: cleans.value.get(from) ?? null,
        edits: null,
      }
      if (!entries.has(from)) entries.set(from, gone)
    }
    if (!paths.has(path)) continue
    const before = heads.value.get(path) ?? null
    const planned = await planOne(deps, view, file, before, cleans.value.get(path) ?? null)
    if (!planned.ok) return planned
    if (planned.value === null) changed.push(path)
    else entries.set(path, planned.value)
  }
  if (changed.length > 0) return err({ kind: 'files-changed', paths: changed })
  return ok({ entries: [...entries.values()], filtered })
}

async function planOne(
  deps: { readonly runner: GitRunner; readonly layout: RepoLayout },
  view: ScopeView,
  { path, hunks }: ReviewedFile,
  head: GitEntry | null,
  clean: GitEntry | null,
): Promise<Result<PlannedEntry | null, RepoError>> {
  if (hunks === null) return ok({ path, head, entry: clean, edits: null })
  if (head === null || clean === null) {
    // It came or went as a whole: one hunk, which has to be that one still.
    const compared = await view.compare(path, new AbortController().signal, 'exact')
    const body = compared?.diff.body
    const found = body?.kind === 'text' && body.hunks.every(({ id }) => hunks.includes(id)) && body.hunks.length > 0
    return ok(found ? { path, head, entry: clean, edits: null } : null)
  }
  const found = await editsOfHunks(deps, view, { path, head, clean, hunkIds: hunks })
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found
  const { edits, all } = found.value
  // With its last hunk a file's mode goes along.
  if (all) return ok({ path, head, entry: clean, edits })
  const blob = await writeBlob(deps, applyEdits(found.value.head, edits))
  return blob.ok ? ok({ path, head, entry: { mode: head.mode, id: blob.value }, edits }) : blob
}
