import type { ObjectId } from '../loose-object'
import type { RawPath } from '../raw-path'
import type { Store } from '../store'
import { treeMode, type EntryAt } from '../tree-format'
import { areMostlyPacked, readBlobLengths } from './blob-lengths'
import { findConversions } from './conversions'
import { indexChanges } from './index-changes'
import type { UserIndex } from './user-index'
import { unchangedFiles, type UnchangedFiles } from './unchanged-files'
import type { IndexWalk } from './walk-index'

/** How the files on disk compare with a baseline commit, as far as that is certain without reading them. */
export interface BaselineFiles {
  readonly unchanged: UnchangedFiles
  /** Every other path of the index or of the commit, with what the commit has there. */
  readonly others: ReadonlyMap<RawPath, EntryAt | null>
  /** Those of them that are in the index. */
  readonly tracked: ReadonlySet<RawPath>
  /** Folders of the commit that a sparse index does not list the files of. */
  readonly sparseFolders: readonly RawPath[]
  /** How many paths of the index differ from the commit. */
  readonly differing: number
}

type GitStore = Pick<Store, 'git' | 'layout' | 'gitDir'>

/**
 * A file has the bytes of the commit when it is as git last saw it (`sweep`), the index holds the commit's blob for it, that
 * blob has its length, and nothing may have converted it. The assume-unchanged and skip-worktree bits count for nothing.
 */
export async function readBaselineFiles(
  store: GitStore,
  commit: ObjectId,
  index: UserIndex,
  walked: Promise<Pick<IndexWalk, 'sweep'>>,
): Promise<BaselineFiles> {
  const { paths } = index
  const [packedLengths, conversions, changes, sweep] = await Promise.all([
    areMostlyPacked(store) ? readBlobLengths(store, index) : null,
    findConversions(store, paths, attributeFilesOf(index)),
    indexChanges(store, commit, index),
    walked.then((walk) => walk.sweep),
  ])
  const differing = new Map(changes.map(({ path, inCommit }) => [path, inCommit]))
  const lengths = packedLengths ?? (conversions.mayChangeLength ? await readBlobLengths(store, index) : null)

  // A second baseline may be compared with the same sweep.
  const permissions = sweep.permissions.slice()
  const { sizes } = sweep
  const tracked = new Set(index.otherPaths)
  const others = new Map<RawPath, EntryAt | null>([...index.otherPaths].map((path) => [path, null]))
  let bytes = 0
  const isSuspect = (path: RawPath) => differing.has(path) || conversions.mayChangeContent?.(path) === true
  // Otherwise no path is looked at.
  const areSuspects = differing.size > 0 || conversions.mayChangeContent !== null
  for (let place = 0; place < paths.length; place++) {
    const found = permissions[place] ?? -1
    const size = sizes[place] ?? 0
    const isCertain = found >= 0 && (lengths === null || lengths[place] === size)
    if (isCertain && !(areSuspects && isSuspect(paths.at(place)))) bytes += size
    else {
      const path = paths.at(place)
      permissions[place] = -1
      tracked.add(path)
      others.set(path, { mode: index.at(place).mode, id: index.idAt(place) })
    }
  }
  for (const [path, id] of index.submodules) others.set(path, { mode: treeMode.nestedRepo, id })
  for (const [path, entry] of differing) others.set(path, entry)
  const { sparseFolders } = index
  const unchanged = unchangedFiles(paths, permissions, bytes)
  return { unchanged, others, tracked, sparseFolders, differing: differing.size }
}

function attributeFilesOf({ paths, otherPaths }: UserIndex): RawPath[] {
  const name = '.gitattributes'
  const found = [...otherPaths].filter((path) => path.endsWith(name))
  for (let place = 0; place < paths.length; place++) if (paths.endsWith(place, name)) found.push(paths.at(place))
  return found
}
