import { join } from 'node:path'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { Result } from '../../../core/result'
import { createBreather } from '../breathe'
import { attempt, StoreFault, type StoreError } from '../fault'
import { objectId, type ObjectId } from '../loose-object'
import { readRecord } from '../record'
import { distrustIndex } from '../set-aside'
import type { Store } from '../store'
import { salvagePacks } from './salvage-packs'
import { parseTree, treeMode } from '../tree-format'

export interface Verified {
  readonly ok: boolean
  /** Damaged ones and what is wrong with them, in one line each. They cannot be used from now on. */
  readonly broken: readonly { readonly id: CheckpointId; readonly why: string }[]
}

/**
 * Reads every object of these checkpoints (null stands for all) from the disk and compares it with its hash. Errors:
 * `no-such-checkpoint` for an id that is asked for, `store-failed`.
 */
export function verifyCheckpoints(
  store: Store,
  ids: readonly CheckpointId[] | null,
): Promise<Result<Verified, StoreError>> {
  return attempt(store.folder, async () => {
    const listed = store.refs.list()
    const unknown = ids?.find((id) => !listed.includes(id))
    if (unknown !== undefined) throw new StoreFault({ kind: 'no-such-checkpoint', id: unknown })
    // What was read before says nothing about the disk now.
    store.objects.dropCaches()
    const check = createObjectCheck(store)
    const broken: { readonly id: CheckpointId; readonly why: string }[] = []
    for (const id of ids ?? listed) {
      const why = await check.checkpoint(id)
      store.damaged.mark(id, why)
      // Another process may have forgotten it meanwhile.
      if (why === null || !store.refs.list().includes(id)) continue
      broken.push({ id, why })
    }
    if (broken.length > 0) distrustIndex(join(store.gitDir, 'objects'))
    if (ids === null && check.unreadable.size > 0) await salvagePacks(store, check)
    return { ok: broken.length === 0, broken }
  })
}

interface ObjectCheck {
  readonly readable: ReadonlySet<ObjectId>
  readonly unreadable: ReadonlySet<ObjectId>
  /** What is wrong with a checkpoint; each object is looked at once. */
  checkpoint(id: CheckpointId): Promise<string | null>
}

function createObjectCheck(store: Store): ObjectCheck {
  const readable = new Set<ObjectId>()
  const unreadable = new Set<ObjectId>()
  /** Readable, and so is all below. */
  const sound = new Set<ObjectId>()
  const wrong = new Map<ObjectId, string>()
  const pause = createBreather()

  const look = async (id: ObjectId): Promise<readonly ObjectId[]> => {
    const { type, body } = await store.objects.read(id)
    if (objectId(type, body) !== id) throw corrupt(`object ${id} has other bytes`)
    if (type === 'blob') return []
    if (type === 'commit') {
      const tree = /^tree ([0-9a-f]{40})\n/.exec(body.toString('latin1', 0, 64))?.[1]
      if (tree === undefined) throw corrupt(`${id} is not a commit`)
      return [tree]
    }
    const entries = parseTree(body)
    if (entries === null) throw corrupt(`object ${id} is not a tree`)
    return entries.filter(({ mode }) => mode !== treeMode.nestedRepo).map((entry) => entry.id)
  }
  const below = async (id: ObjectId): Promise<string | null> => {
    if (sound.has(id)) return null
    const known = wrong.get(id)
    if (known !== undefined) return known
    await pause()
    const why = await saying(async () => {
      unreadable.add(id)
      const all = await look(id)
      unreadable.delete(id)
      readable.add(id)
      for (const inside of all) {
        const problem = await below(inside)
        if (problem !== null) throw corrupt(problem)
      }
    })
    if (why === null) sound.add(id)
    else wrong.set(id, why)
    return why
  }
  const checkpoint = (id: CheckpointId) =>
    saying(async () => {
      const commit = store.refs.read(id)
      if (commit === null) return
      const { manifest } = await readRecord(store.objects, commit)
      if (manifest.id !== id) throw corrupt(`it says of itself that it is ${manifest.id}`)
      const why = await below(commit)
      if (why !== null) throw corrupt(why)
    })
  return { readable, unreadable, checkpoint }
}

/** What is corrupt, in words; other faults stay thrown. */
async function saying(look: () => Promise<void>): Promise<string | null> {
  try {
    await look()
    return null
  } catch (thrown) {
    if (thrown instanceof StoreFault && thrown.error.kind === 'no-such-checkpoint') return null
    if (!(thrown instanceof StoreFault) || thrown.error.kind !== 'store-corrupt') throw thrown
    return thrown.error.detail
  }
}

function corrupt(detail: string): StoreFault {
  return new StoreFault({ kind: 'store-corrupt', detail })
}
