import type { Buffer } from 'node:buffer'
import type { RepoLayout } from '../git/repo-layout'
import { emptyBlobs } from '../git/empty-objects'
import type { CaptureLimits } from './capture-limits'
import { blobsOfIndex } from './index-blobs'
import type { ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import type { Store } from './store'
import { readUserBlobs } from './user-blobs'

/** More is a work tree that says something else throughout (line endings, a sparse checkout): its commits are trusted to stay. */
const mostBlobs = 1_000
const mostBytes = { each: 8 * 1024 * 1024, all: 50 * 1024 * 1024 }

/**
 * Keeps what an index names and the captured work tree does not hold: mostly the committed text of files that were edited. HEAD has it,
 * but a reset, an expired reflog and a garbage collection can take HEAD away, and an index without its blobs is of no use. What
 * cannot be read, or is too much, is left to HEAD.
 * @param captured ids of all blobs of the captured work tree
 * @param pinned what is kept for the index already; what is found is added
 */
export async function pinBeyondWork(
  { git, objects }: Pick<Store, 'git' | 'objects'>,
  layout: RepoLayout,
  index: Buffer,
  captured: ReadonlySet<string>,
  pinned: Map<string, ObjectId>,
  batch: ObjectBatch,
  limits: CaptureLimits,
): Promise<void> {
  // The store names content by SHA-1.
  if (layout.objectFormat !== 'sha1') return
  const beyond = [...(blobsOfIndex(index, 'all') ?? [])].filter(
    (id) => !captured.has(id) && !pinned.has(id) && !emptyBlobs.has(id),
  )
  if (beyond.length > mostBlobs) return
  const unknown: string[] = []
  for (const id of beyond) {
    if (await objects.holds(id)) pinned.set(id, id)
    else unknown.push(id)
  }
  let bytes = 0
  await readUserBlobs(git, layout, unknown, Math.min(mostBytes.each, limits.file), async (blob) => {
    if (blob.kind !== 'read' || bytes + blob.bytes.length > mostBytes.all) return
    bytes += blob.bytes.length
    pinned.set(blob.id, batch.add('blob', blob.bytes))
    await batch.room()
  })
}
