import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { createBreather } from '../breathe'
import { StoreFault } from '../fault'
import type { ObjectId } from '../loose-object'
import type { Store } from '../store'
import { treeMode } from '../tree-format'

/** Objects that are needed, as far as it is known. */
export interface Reachable {
  readonly ids: ReadonlySet<ObjectId>
  /** False when some of them could not be read, so that nobody knows what lies below them. */
  isWhole(): boolean
  addCheckpoint(id: CheckpointId): Promise<void>
  /** Adds a commit, a tree or a blob, with everything below. */
  add(id: ObjectId): Promise<void>
  /** The same for what may not be an object of the store at all. */
  addIfThere(id: ObjectId): Promise<void>
}

export function createReachable({ objects, refs }: Pick<Store, 'objects' | 'refs'>): Reachable {
  const ids = new Set<ObjectId>()
  const pause = createBreather()
  let whole = true

  /** False when what is read is damaged for good; a disk that does not answer must not make anything look unneeded. */
  const reading = async (read: () => Promise<void> | void): Promise<boolean> => {
    try {
      await read()
      return true
    } catch (thrown) {
      if (!(thrown instanceof StoreFault) || thrown.error.kind !== 'store-corrupt') throw thrown
      return false
    }
  }
  const addTree = async (root: ObjectId) => {
    const todo = [root]
    for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
      const tree = id
      if (ids.has(tree)) continue
      ids.add(tree)
      await pause()
      const read = await reading(async () => {
        for (const entry of await objects.readTree(tree)) {
          if (entry.mode === treeMode.folder) todo.push(entry.id)
          // The commit of a nested repository is not in the store.
          else if (entry.mode !== treeMode.nestedRepo) ids.add(entry.id)
        }
      })
      whole &&= read
    }
  }
  const readAndAdd = async (id: ObjectId): Promise<boolean> => {
    if (ids.has(id)) return true
    const read = await reading(async () => {
      const object = await objects.read(id)
      if (object.type === 'tree') return addTree(id)
      if (object.type !== 'commit') return
      const tree = /^tree ([0-9a-f]{40})\n/.exec(object.body.toString('latin1', 0, 64))?.[1]
      if (tree === undefined) whole = false
      else await addTree(tree)
    })
    // Also when it cannot be read: then it is not for us to remove.
    ids.add(id)
    return read
  }
  const add = async (id: ObjectId) => {
    const read = await readAndAdd(id)
    whole &&= read
  }
  return {
    ids,
    isWhole: () => whole,
    async addCheckpoint(id) {
      let commit: ObjectId | null = null
      const read = await reading(() => {
        commit = refs.read(id)
      })
      whole &&= read
      if (commit !== null) await add(commit)
    },
    add,
    addIfThere: async (id) => void (await readAndAdd(id)),
  }
}
