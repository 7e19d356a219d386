import type { DescribedError } from '../../core/errors/described-error'
import { describeRepoError } from '../../core/errors/describe-error'
import { splitAtNul } from '../../core/repo/parse-status'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { EntryAt } from '../../repo/checkpoint/tree-format'
import type { CatFile } from '../../repo/git/cat-file'
import type { CliRepo } from '../open-repo'
import { type PatchEntry, submoduleEntry, submoduleMode } from './path-change'

/** Every file, symlink and submodule of a commit; none on an unborn branch. */
export async function readCommitTree(
  { runner, layout }: CliRepo,
  commit: CommitId | null,
): Promise<Result<ReadonlyMap<RepoPath, EntryAt>, DescribedError>> {
  if (commit === null) return ok(new Map())
  const answer = await runner.run(['ls-tree', '-r', '-z', '--full-tree', commit], { layout })
  if (!answer.ok) return err(describeRepoError(answer.error))
  const tree = new Map<RepoPath, EntryAt>()
  for (const line of splitAtNul(answer.value.stdout)) {
    // "<mode> <type> <id>\t<path>"
    const [mode = '', , id = ''] = line.slice(0, line.indexOf('\t')).split(' ')
    tree.set(line.slice(line.indexOf('\t') + 1), { mode: Number.parseInt(mode, 8), id })
  }
  return ok(tree)
}

/** A file of the user's repository; null for nothing. */
export function committedEntry(catFile: CatFile, entry: EntryAt | null): PatchEntry | null {
  if (entry === null) return null
  if (entry.mode === submoduleMode) return submoduleEntry(entry.id)
  return {
    mode: entry.mode,
    async read() {
      const object = await catFile.read(entry.id)
      if (!object.ok) return { kind: 'unknown', why: object.error.kind }
      // A partial clone has not fetched it, and Firebreak opens no connection.
      return 'bytes' in object.value
        ? { kind: 'bytes', bytes: object.value.bytes }
        : { kind: 'unknown', why: 'MISSING' }
    },
  }
}
