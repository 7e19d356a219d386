import { Buffer } from 'node:buffer'
import type { ObjectBatch } from './object-batch'
import type { ObjectStore } from './object-store'
import type { ObjectId } from './loose-object'
import type { RawPath } from './raw-path'
import { formatTree, treeMode, type EntryAt, type TreeEntry } from './tree-format'

/** What is to stand at each path; null removes the file or the whole folder. */
export type TreeEdits = ReadonlyMap<RawPath, EntryAt | null>

interface EditNode {
  own: EntryAt | null | undefined
  readonly inside: Map<RawPath, EditNode>
}

/**
 * A tree with some paths changed. Only the folders along these paths are read and written, so the cost does not depend
 * on the size of the repository. Folders that end up without entries disappear, as git has no empty trees inside a tree.
 * An entry set below a path that is removed or was a file makes that path a folder; an entry set at a folder replaces it.
 */
export async function editTree(
  objects: Pick<ObjectStore, 'readTree'>,
  batch: Pick<ObjectBatch, 'add'>,
  root: ObjectId | null,
  edits: TreeEdits,
): Promise<ObjectId> {
  const edited = await editFolder(objects, batch, root, nest(edits))
  return edited ?? batch.add('tree', Buffer.alloc(0))
}

async function editFolder(
  objects: Pick<ObjectStore, 'readTree'>,
  batch: Pick<ObjectBatch, 'add'>,
  id: ObjectId | null,
  edits: EditNode,
): Promise<ObjectId | null> {
  const entries = new Map<RawPath, TreeEntry>()
  if (id !== null) for (const entry of await objects.readTree(id)) entries.set(entry.name, entry)
  for (const [name, node] of edits.inside) {
    const before = node.own === undefined ? (entries.get(name) ?? null) : node.own
    const after = node.inside.size === 0 ? before : await editEntry(objects, batch, before, node)
    if (after === null) entries.delete(name)
    else entries.set(name, { name, mode: after.mode, id: after.id })
  }
  return entries.size === 0 ? null : batch.add('tree', formatTree([...entries.values()]))
}

async function editEntry(
  objects: Pick<ObjectStore, 'readTree'>,
  batch: Pick<ObjectBatch, 'add'>,
  before: EntryAt | null,
  node: EditNode,
): Promise<EntryAt | null> {
  const folder = before?.mode === treeMode.folder ? before.id : null
  const id = await editFolder(objects, batch, folder, node)
  // Nothing was set inside: what stands at the path itself stays.
  if (id === null) return folder === null ? before : null
  return { mode: treeMode.folder, id }
}

function nest(edits: TreeEdits): EditNode {
  const root: EditNode = { own: undefined, inside: new Map() }
  for (const [path, entry] of edits) {
    let node = root
    for (const name of path.split('/')) {
      let next = node.inside.get(name)
      if (next === undefined) node.inside.set(name, (next = { own: undefined, inside: new Map() }))
      node = next
    }
    node.own = entry
  }
  return root
}
