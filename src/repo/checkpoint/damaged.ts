import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { StoreFault } from './fault'
import { readRecord } from './record'
import type { CheckpointRefs } from './checkpoint-refs'
import type { ObjectStore } from './object-store'

/** Checkpoints that were found to be damaged: they are not to be used, not even where they can still be read. */
export interface Damaged {
  /** Null takes the mark away. */
  mark(id: CheckpointId, why: string | null): void
  /** Fault `store-corrupt` for one that was marked. */
  refuse(id: CheckpointId): void
}

const looked = 3

/** Looks at the newest three, which a power cut may have torn: their own objects and the top of their trees. */
export async function findDamaged(refs: CheckpointRefs, objects: ObjectStore): Promise<Damaged> {
  const damaged = new Map<CheckpointId, string>()
  for (const id of refs.list().slice(-looked)) {
    try {
      const commit = refs.read(id)
      if (commit === null) continue
      const { work, gitFiles } = await readRecord(objects, commit)
      for (const tree of [work, gitFiles]) if (tree !== null) await objects.readTree(tree)
    } catch (thrown) {
      if (!(thrown instanceof StoreFault) || thrown.error.kind !== 'store-corrupt') throw thrown
      damaged.set(id, thrown.error.detail)
    }
  }
  return {
    mark(id, why) {
      if (why === null) damaged.delete(id)
      else damaged.set(id, why)
    },
    refuse(id) {
      const detail = damaged.get(id)
      if (detail !== undefined) throw new StoreFault({ kind: 'store-corrupt', detail })
    },
  }
}
