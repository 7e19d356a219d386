import { randomBytes } from 'node:crypto'
import { lstat, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { ok, type Result } from '../../core/result'
import { absolutePath } from '../absolute-path'
import { nulTerminated } from './decide-filtered'
import type { GitRunner } from './git-port'
import { readIndexEntries, type GitEntry } from './index-entries'
import { readIndex } from './index-file'
import type { RepoLayout } from './repo-layout'

/**
 * What `git add` would stage of these paths as they are on disk now, with git's own conversions and without any program of
 * the repository; null where nothing is. Blobs go into the user's objects, the user's index is not touched: git works on a
 * copy of it, because what is in it decides about line endings.
 */
export async function readCleanEntries(
  deps: { readonly runner: GitRunner; readonly layout: RepoLayout; readonly tempDir: string },
  paths: readonly RepoPath[],
): Promise<Result<ReadonlyMap<RepoPath, GitEntry | null>, RepoError>> {
  const { runner, layout, tempDir } = deps
  await mkdir(tempDir, { recursive: true, mode: 0o700 })
  const index = join(tempDir, `index-${randomBytes(6).toString('hex')}`)
  try {
    const now = await readIndex(layout.gitDir)
    if (now !== null) await writeFile(index, now, { flag: 'wx', mode: 0o600 })
    const extraEnv = { GIT_INDEX_FILE: index }
    const folders = await foldersAmong(layout.top, paths)
    const gone = paths.filter((path) => folders.has(path))
    const there = paths.filter((path) => !folders.has(path))
    if (gone.length > 0) {
      const removed = await runner.run(['update-index', '--force-remove', '-z', '--stdin'], {
        layout,
        extraEnv,
        input: nulTerminated(gone),
      })
      if (!removed.ok) return removed
    }
    // `--replace`: a file may stand where the index has a folder.
    const added = await runner.run(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], {
      layout,
      extraEnv,
      input: nulTerminated(there),
    })
    if (!added.ok) return added
    const entries = await readIndexEntries({ runner, layout, index }, paths)
    if (!entries.ok) return entries
    return ok(
      new Map(
        paths.map((path) => {
          const entry = entries.value.get(path)
          return [path, entry === undefined || entry === 'unmerged' ? null : entry]
        }),
      ),
    )
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}

/** Folders without a git directory of their own: the file that was there is gone. */
async function foldersAmong(top: string, paths: readonly RepoPath[]): Promise<ReadonlySet<RepoPath>> {
  const found = new Set<RepoPath>()
  for (const path of paths) {
    const isFolder = await isKind(top, path, (stats) => stats.isDirectory())
    if (isFolder && !(await isKind(top, `${path}/.git`, () => true))) found.add(path)
  }
  return found
}

function isKind(
  top: string,
  path: RepoPath,
  fits: (stats: Awaited<ReturnType<typeof lstat>>) => boolean,
): Promise<boolean> {
  return lstat(absolutePath(top, path)).then(fits, () => false)
}
