import type { ByteSpan } from '../../../core/checkpoint/retention'
import type { ObjectId } from '../loose-object'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { diffTrees } from '../tree-walk'

/**
 * From which checkpoint to which the content of every file is held, as places in the list (oldest first), and what it
 * takes on disk; spans from and to the same places are added up. Its cost follows what differs between neighbours.
 * Content that went and came back counts as held in between, which errs on the side of keeping.
 */
export async function byteSpans(
  { objects }: Pick<Store, 'objects'>,
  records: readonly CheckpointRecord[],
  sizes: ReadonlyMap<ObjectId, number>,
): Promise<readonly ByteSpan[]> {
  const held = new Map<ObjectId, { first: number; last: number }>()
  const uses = new Map<ObjectId, number>()
  const hold = (id: ObjectId, at: number) => {
    uses.set(id, (uses.get(id) ?? 0) + 1)
    if (!held.has(id)) held.set(id, { first: at, last: at })
  }
  const release = (id: ObjectId, at: number) => {
    const left = (uses.get(id) ?? 1) - 1
    uses.set(id, left)
    const span = held.get(id)
    if (left === 0 && span !== undefined) span.last = at - 1
  }

  let before: { readonly work: ObjectId | null; readonly gitFiles: ObjectId | null } = { work: null, gitFiles: null }
  for (const [at, record] of records.entries()) {
    const changes = [
      ...(await diffTrees(objects, before.work, record.work)),
      ...(await diffTrees(objects, before.gitFiles, record.gitFiles)),
    ]
    // What moved is used again before it is released.
    for (const change of changes) if (change.new !== null) hold(change.new.id, at)
    for (const change of changes) if (change.old !== null) release(change.old.id, at)
    before = record
  }

  const added = new Map<string, ByteSpan>()
  for (const [id, { first, last }] of held) {
    const until = (uses.get(id) ?? 0) > 0 ? records.length - 1 : last
    const key = `${first} ${until}`
    const bytes = (added.get(key)?.bytes ?? 0) + (sizes.get(id) ?? 0)
    added.set(key, { first, last: until, bytes })
  }
  return [...added.values()]
}
