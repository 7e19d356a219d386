import type { ObjectId } from '../checkpoint/loose-object'
import type { ObjectStore } from '../checkpoint/object-store'
import { parentOf, type RawPath } from '../checkpoint/raw-path'
import { treeMode, type EntryAt } from '../checkpoint/tree-format'

/** The folders of one tree, each read once, also where many files of it are asked for at the same time. */
export interface KnownFolders {
  /** What stands at a path; null for nothing, and for what lies inside a nested repository. */
  entry(path: RawPath): Promise<EntryAt | null>
}

type Folder = ReadonlyMap<RawPath, EntryAt>

/** More than a burst touches; a tree that is walked as a whole would be held in memory otherwise. */
const rememberedFolders = 5_000

/** The tree must not change, as what was read of it is not read again. */
export function createKnownFolders(
  objects: Pick<ObjectStore, 'readTree'>,
  root: () => Promise<ObjectId>,
): KnownFolders {
  const known = new Map<RawPath, Promise<Folder | null>>()

  const read = async (folder: RawPath): Promise<Folder | null> => {
    const id = folder === '' ? await root() : folderId(await entry(folder))
    return id === null ? null : new Map((await objects.readTree(id)).map((one) => [one.name, one]))
  }

  const folderAt = (folder: RawPath): Promise<Folder | null> => {
    const before = known.get(folder)
    if (before !== undefined) return before
    if (known.size >= rememberedFolders) known.clear()
    const reading = read(folder)
    known.set(folder, reading)
    // What could not be read may be there again, as when it was damaged.
    reading.catch(() => known.get(folder) === reading && known.delete(folder))
    return reading
  }

  const entry = async (path: RawPath): Promise<EntryAt | null> => {
    if (path === '') return { mode: treeMode.folder, id: await root() }
    const folder = await folderAt(parentOf(path))
    return folder?.get(path.slice(path.lastIndexOf('/') + 1)) ?? null
  }
  return { entry }
}

function folderId(entry: EntryAt | null): ObjectId | null {
  return entry?.mode === treeMode.folder ? entry.id : null
}
