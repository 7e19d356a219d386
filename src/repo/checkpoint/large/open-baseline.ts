import { join } from 'node:path'
import { headOf } from '../head-of'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'
import { isPartialClone } from '../user-blobs'
import { holdBaseline, readBaseline, treeOfCommit } from './baseline'
import { readBaselineFiles, type BaselineFiles } from './baseline-files'
import { readUserIndex, type UserIndex } from './user-index'

/** From which size on a repository counts as large; either is enough. */
export interface LargeFrom {
  readonly files: number
  readonly bytes: number
}

/**
 * Below, a full copy costs about three seconds and some ten megabytes at most, and it outlives the deletion of the
 * repository itself.
 */
export const defaultLargeFrom: LargeFrom = { files: 5_000, bytes: 100 * 1024 * 1024 }

/** A baseline that a scan builds on, with the user's index compared with it. */
export interface OpenBaseline {
  readonly commit: ObjectId
  readonly tree: ObjectId
  readonly files: BaselineFiles
}

/** So many files that differ from the baseline are worth another one; fewer are copied. */
const manyDiffering = 1_000
const attempts = 3

/**
 * What a scan of a large work tree builds on: the commit that is held already, or HEAD. Null when the store is to hold
 * everything itself: the repository is small, has no commit yet, keeps its objects elsewhere or by another hash, or cannot
 * be relied on.
 */
export async function openBaseline(store: Store, largeFrom: LargeFrom): Promise<OpenBaseline | null> {
  const { layout } = store
  if (layout.objectFormat !== 'sha1') return null
  for (let attempt = 0; attempt < attempts; attempt++) {
    const held = readBaseline(store)?.commit ?? null
    const index = readUserIndex(join(layout.gitDir, 'index'))
    if (index === null || (held === null && !isLarge(index, largeFrom)) || isPartialClone(layout.commonDir)) return null
    const head = (await headOf(store.git, layout)).commit
    const commit = held ?? head
    if (commit === null) return null
    const opened = await open(store, commit, held, index)
    if (opened === 'changed') continue
    if (opened === null || head === null || head === commit || opened.files.differing < manyDiffering) return opened
    // HEAD is far away, after a switch to another branch.
    const moved = await open(store, head, commit, index)
    if (moved !== 'changed') return moved ?? opened
  }
  return null
}

/** Null when the commit cannot be built on, `changed` when another capture or another git was faster. */
async function open(
  store: Store,
  commit: ObjectId,
  instead: ObjectId | null,
  index: UserIndex,
): Promise<OpenBaseline | null | 'changed'> {
  const tree = await treeOfCommit(store, commit)
  if (tree === null) return null
  const held = await holdBaseline(store, commit, instead)
  if (held !== 'held') return held === 'changed' ? 'changed' : null
  const files = await readBaselineFiles(store, commit, index)
  return files === null ? 'changed' : { commit, tree, files }
}

function isLarge(index: UserIndex, { files, bytes }: LargeFrom): boolean {
  if (index.paths.length > files) return true
  let total = 0
  for (let n = 0; n < index.paths.length; n++) total += index.at(n).size
  return total > bytes
}
