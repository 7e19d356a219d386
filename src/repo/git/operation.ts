import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Operation } from '../../core/repo/repo-status'

// A rebase stops with CHERRY_PICK_HEAD or MERGE_HEAD set as well, so it is asked first; `git am` leaves rebase-apply too.
const marks: readonly (readonly [file: string, operation: Operation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
]

/** The operation that was begun and not finished, from the marks git leaves in a work tree's own git directory. */
export async function readOperation(gitDir: string): Promise<Operation | null> {
  for (const [file, operation] of marks) if (await exists(join(gitDir, file))) return operation
  // Between two picks of a longer series only the list of what is left says so.
  const todo = await readFile(join(gitDir, 'sequencer', 'todo'), 'utf8').catch(() => null)
  if (todo !== null) return /^revert\b/m.test(todo) ? 'revert' : 'cherry-pick'
  return (await exists(join(gitDir, 'BISECT_LOG'))) ? 'bisect' : null
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
