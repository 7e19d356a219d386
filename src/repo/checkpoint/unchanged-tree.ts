import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Seen } from './describe-scan'
import { errnoOf } from './fault'
import type { Looked } from './large/folder-listing'
import { readUserIndex, type UserIndex } from './large/user-index'
import { objectId, type ObjectId } from './loose-object'
import { onDisk, type RawPath } from './raw-path'
import type { Store } from './store'
import { treeMode } from './tree-format'

/**
 * The tree of the last full capture, when all that was seen on disk is still as it was then, and nothing is there besides;
 * otherwise null, and git has to compare. No git is started: the store's own index says what git saw of each file, to
 * the nanosecond, and which tree it wrote of them all. A file as young as that index is not believed.
 */
export async function unchangedTree(
  store: Pick<Store, 'gitDir' | 'layout' | 'objects'>,
  seen: ReadonlyMap<RawPath, Seen>,
): Promise<ObjectId | null> {
  const index = readUserIndex(join(store.gitDir, 'index'))
  if (index === null || index.paths.length !== seen.size || hasOthers(index)) return null
  for (const [position, path] of index.paths.all().entries()) {
    const one = seen.get(path)
    if (one === undefined || !isAsCaptured(store.layout.top, index, position, path, one)) return null
  }
  const trees = index.trees()
  // As git does before it takes its own word for it: they may have been pruned.
  for (const id of trees ?? []) if (!(await store.objects.holds(id))) return null
  return trees?.[0] ?? null
}

function hasOthers({ otherPaths, submodules, sparseFolders }: UserIndex): boolean {
  return otherPaths.size > 0 || submodules.size > 0 || sparseFolders.length > 0
}

function isAsCaptured(top: string, index: UserIndex, position: number, path: RawPath, seen: Seen): boolean {
  if (seen.permissions !== null && seen.times !== null)
    return index.isAsSeen(position, asLooked(seen.size, seen.permissions, seen.times))
  return index.at(position).mode === treeMode.symlink && index.idAt(position) === linkId(top, path)
}

function asLooked(size: number, mode: number, times: NonNullable<Seen['times']>): Looked {
  return {
    mode,
    size,
    ino: times.inode,
    mtimeMs: times.modifiedMs,
    ctimeMs: times.changedMs,
    isFile: () => true,
    isDirectory: () => false,
    isSymbolicLink: () => false,
  }
}

/** Null when it is no link any more. */
function linkId(top: string, path: RawPath): ObjectId | null {
  try {
    return objectId('blob', readlinkSync(onDisk(top, path), { encoding: 'buffer' }))
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}
