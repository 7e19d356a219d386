import type { ObjectId } from './loose-object'
import type { ObjectStore } from './object-store'
import { join, type RawPath } from './raw-path'
import { treeMode, type EntryAt, type TreeEntry } from './tree-format'

type TreeReader = Pick<ObjectStore, 'readTree'>

/** One path that differs between two trees; null where it does not exist. */
export interface RawChange {
  readonly path: RawPath
  readonly old: EntryAt | null
  readonly new: EntryAt | null
}

/** Paths that differ, in git's order. Equal folders are skipped unread, so the cost follows the size of the difference. */
export async function diffTrees(
  objects: TreeReader,
  oldRoot: ObjectId | null,
  newRoot: ObjectId | null,
): Promise<readonly RawChange[]> {
  const out: RawChange[] = []
  await diffFolder(objects, '', oldRoot, newRoot, out)
  return out
}

/** Every file, symlink and nested repository below a tree. */
export async function entriesBelow(
  objects: TreeReader,
  root: ObjectId,
  prefix: RawPath = '',
): Promise<readonly { readonly path: RawPath; readonly entry: TreeEntry }[]> {
  const out: { readonly path: RawPath; readonly entry: TreeEntry }[] = []
  for (const entry of await objects.readTree(root)) {
    const path = join(prefix, entry.name)
    if (entry.mode === treeMode.folder) out.push(...(await entriesBelow(objects, entry.id, path)))
    else out.push({ path, entry })
  }
  return out
}

/** What stands at a path; `nested` is the path of the nested repository it lies inside of, if there is one. */
export async function lookUp(
  objects: TreeReader,
  root: ObjectId,
  path: RawPath,
): Promise<{ readonly entry: EntryAt | null; readonly nested: RawPath | null }> {
  let at: EntryAt = { mode: treeMode.folder, id: root }
  let walked: RawPath = ''
  for (const name of path === '' ? [] : path.split('/')) {
    if (at.mode === treeMode.nestedRepo) return { entry: null, nested: walked }
    if (at.mode !== treeMode.folder) return { entry: null, nested: null }
    const next: EntryAt | undefined = (await objects.readTree(at.id)).find((entry) => entry.name === name)
    if (next === undefined) return { entry: null, nested: null }
    at = next
    walked = join(walked, name)
  }
  return { entry: { mode: at.mode, id: at.id }, nested: null }
}

async function diffFolder(
  objects: TreeReader,
  prefix: RawPath,
  oldId: ObjectId | null,
  newId: ObjectId | null,
  out: RawChange[],
): Promise<void> {
  if (oldId === newId) return
  const before = byName(oldId === null ? [] : await objects.readTree(oldId))
  const after = byName(newId === null ? [] : await objects.readTree(newId))
  for (const name of [...new Set([...before.keys(), ...after.keys()])].toSorted()) {
    const a = before.get(name)
    const b = after.get(name)
    if (a !== undefined && b !== undefined && a.id === b.id && a.mode === b.mode) continue
    const path = join(prefix, name)
    await diffFolder(objects, path, folderId(a), folderId(b), out)
    const oldFile = fileAt(a)
    const newFile = fileAt(b)
    if (oldFile !== null || newFile !== null) out.push({ path, old: oldFile, new: newFile })
  }
}

function byName(entries: readonly TreeEntry[]): ReadonlyMap<RawPath, TreeEntry> {
  return new Map(entries.map((entry) => [entry.name, entry]))
}

function folderId(entry: TreeEntry | undefined): ObjectId | null {
  return entry?.mode === treeMode.folder ? entry.id : null
}

function fileAt(entry: TreeEntry | undefined): EntryAt | null {
  return entry === undefined || entry.mode === treeMode.folder ? null : { mode: entry.mode, id: entry.id }
}
