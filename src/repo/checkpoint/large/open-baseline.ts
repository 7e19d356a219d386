import { join } from 'node:path'
import { StoreFault } from '../fault'
import { headOf } from '../head-of'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'
import { isPartialClone } from '../user-blobs'
import { holdBaseline, treeOfCommit } from './baseline'
import { readBaseline } from './baseline-file'
import { readBaselineFiles, type BaselineFiles } from './baseline-files'
import type { LargeFrom } from './large-from'
import { readUserIndex, type UserIndex } from './user-index'
import type { IndexWalk } from './walk-index'

/** A baseline that a scan builds on, with the work tree compared with it. */
export interface OpenBaseline {
  readonly commit: ObjectId
  readonly tree: ObjectId
  readonly files: BaselineFiles
}

/** So many files that differ from the baseline are worth another one; fewer are copied. */
const manyDiffering = 1_000
const attempts = 3

/**
 * The index of a work tree whose store borrows, or should begin to. Null when the store is to hold everything itself: the
 * repository is small, fetches objects when they are needed, or names them by another hash.
 */
export function readLargeIndex({ layout, folder, largeFrom }: Store): UserIndex | null {
  if (layout.objectFormat !== 'sha1' || isPartialClone(layout.commonDir)) return null
  const index = readUserIndex(join(layout.gitDir, 'index'))
  return index !== null && (readBaseline({ folder }) !== null || isLarge(index, largeFrom)) ? index : null
}

/**
 * What a scan builds on: the commit that is held already, or HEAD. Null when there is none, or when the repository cannot
 * be relied on.
 */
export async function openBaseline(
  store: Store,
  index: UserIndex,
  walked: Promise<Pick<IndexWalk, 'sweep'>>,
): Promise<OpenBaseline | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const held = readBaseline(store)?.commit ?? null
    const head = (await headOf(store.git, store.layout)).commit
    const commit = held ?? head
    if (commit === null) return null
    const opened = await open(store, commit, held, index, walked)
    // Another capture was faster.
    if (opened === 'changed') continue
    if (opened === null || head === null || head === commit || opened.files.differing < manyDiffering) return opened
    // HEAD is far away, after a switch to another branch.
    const moved = await open(store, head, commit, index, walked)
    if (moved !== 'changed') return moved ?? opened
  }
  return null
}

async function open(
  store: Store,
  commit: ObjectId,
  instead: ObjectId | null,
  index: UserIndex,
  walked: Promise<Pick<IndexWalk, 'sweep'>>,
): Promise<OpenBaseline | null | 'changed'> {
  const holdWithTree = async () => {
    const held = await holdBaseline(store, commit, instead)
    return { held, tree: held === 'held' ? await treeOfCommit(store, commit) : null }
  }
  // Only what costs nothing to leave as it is, if the files cannot be compared, is done beside.
  const early = instead === null || instead === commit ? holdWithTree() : null
  const [files, first] = await Promise.all([
    readBaselineFiles(store, commit, index, walked).catch(missingObjects),
    early,
  ])
  const { held, tree } = first ?? (files === null ? refused : await holdWithTree())
  if (held !== 'held' || files === null) return held === 'changed' ? 'changed' : null
  return tree === null ? null : { commit, tree, files }
}

const refused = { held: 'refused', tree: null } as const

/** git cannot compare with a commit of which something is gone. */
function missingObjects(thrown: unknown): null {
  if (thrown instanceof StoreFault && thrown.error.kind === 'git-failed') return null
  throw thrown
}

function isLarge(index: UserIndex, { files, bytes }: LargeFrom): boolean {
  if (index.paths.length > files) return true
  let total = 0
  for (let n = 0; n < index.paths.length; n++) total += index.at(n).size
  return total > bytes
}
