import { join } from 'node:path'
import type { RepoLayout } from '../git/repo-layout'
import { errnoOf } from './fault'
import type { ObjectId } from './loose-object'
import { openObjectFolder } from './object-folder'

/**
 * Whether an index holds just what a commit does, as after a commit, a checkout or a reset: `tree` is the one that git
 * wrote of the index (`UserIndex.tree`), which it forgets with any change of an entry. False when git has to say.
 */
export async function isAsCommitted(
  layout: Pick<RepoLayout, 'commonDir'>,
  commit: ObjectId,
  tree: ObjectId | null,
): Promise<boolean> {
  if (tree === null) return false
  try {
    const objects = openObjectFolder(join(layout.commonDir, 'objects'))
    const found = await objects.read(commit)
    if (found === null || found === 'broken' || found.type !== 'commit') return false
    // Where the tree is missing, HEAD does not have what it names.
    return found.body.toString('latin1', 0, 46) === `tree ${tree}\n` && (await objects.size(tree)) !== null
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}
