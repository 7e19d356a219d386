import type { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { absolutePath } from '../absolute-path'
import { treeMode } from '../checkpoint/tree-format'
import { nulTerminated, readFilters } from './decide-filtered'
import type { GitRunner } from './git-port'
import { readBlob, readCommitEntries, writeIndexEntries } from './index-entries'
import type { RepoLayout } from './repo-layout'

/** A file of a commit as a checkout would write it. Modes are as git writes them. */
export type CheckedOut =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly mode: number; readonly bytes: Buffer }
  | { readonly kind: 'symlink'; readonly bytes: Buffer }
  | { readonly kind: 'submodule' }
  /** A program of the repository decides, and none is run. */
  | { readonly kind: 'filtered'; readonly filter: string }

/**
 * Reads a file of a commit with line endings, `ident` and encoding converted as in the work tree. Nothing of the work tree
 * or the user's index is touched: git writes it into a folder of ours. `tempDir` is private (0700).
 */
export async function readCheckedOut(
  runner: GitRunner,
  layout: RepoLayout,
  place: { readonly commit: CommitId; readonly path: RepoPath; readonly tempDir: string },
): Promise<Result<CheckedOut, RepoError>> {
  const { commit, path } = place
  const found = await readCommitEntries({ runner, layout }, commit, [path])
  if (!found.ok) return found
  const entry = found.value.get(path)
  if (entry === undefined) return ok({ kind: 'absent' })
  if (entry.mode === treeMode.nestedRepo) return ok({ kind: 'submodule' })
  if (entry.mode === treeMode.symlink) {
    const target = await readBlob({ runner, layout }, entry.id)
    return target.ok ? ok({ kind: 'symlink', bytes: target.value }) : target
  }
  const filter = await filterOf(runner, layout, path)
  if (!filter.ok) return filter
  if (filter.value !== null) return ok({ kind: 'filtered', filter: filter.value })

  await mkdir(place.tempDir, { recursive: true, mode: 0o700 })
  const folder = join(place.tempDir, `checked-out-${randomBytes(6).toString('hex')}`)
  await mkdir(folder, { mode: 0o700 })
  try {
    const index = join(folder, 'index')
    const listed = await writeIndexEntries({ runner, layout, index }, [{ path, entry }])
    if (!listed.ok) return listed
    const files = join(folder, 'files')
    const args = ['checkout-index', `--prefix=${files}/`, '-z', '--stdin']
    const written = await runner.run(args, {
      layout,
      extraEnv: { GIT_INDEX_FILE: index },
      input: nulTerminated([path]),
    })
    if (!written.ok) return written
    const bytes = await readFile(absolutePath(files, path))
    return ok({ kind: 'file', mode: entry.mode, bytes })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The filter whose program decides what git stores of a path; null where none does. */
export async function filterOf(
  runner: GitRunner,
  layout: RepoLayout,
  path: RepoPath,
): Promise<Result<string | null, RepoError>> {
  const filters = await readFilters(runner, layout, [path])
  if (!filters.ok) return filters
  const name = filters.value.get(path)
  if (name === undefined) return ok(null)
  const defined = await runner.filtersOf(layout)
  return defined.ok ? ok(defined.value.has(name) ? name : null) : defined
}
