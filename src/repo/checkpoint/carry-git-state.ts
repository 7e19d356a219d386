import type { Buffer } from 'node:buffer'
import { join } from 'node:path'
import type { RepoLayout } from '../git/repo-layout'
import { rememberStamp, writeGitState } from './git-state'
import { blobsOfIndex } from './index-blobs'
import { objectId, type ObjectId } from './loose-object'
import type { ObjectBatch } from './object-batch'
import { readRegularFile, stampOfFile } from './read-regular-file'
import type { Store } from './store'
import { readLooseBlob } from './user-blobs'

/** The state of an index in a change checkpoint: `inherited` says that it may have changed since it was captured. */
export interface CarriedState {
  readonly tree: ObjectId | null
  readonly known: 'captured' | 'inherited' | 'absent'
}

const readBytes = 1024 * 1024
const newBlobs = 500
const blobBytes = 32 * 1024 * 1024

/**
 * Brings the state of an index up to date without starting git: one stat when it is the file that was captured before,
 * otherwise an index of up to 1 MiB is read. What it names beyond the last captured one has to be in the store or in a
 * loose object; if it is not, the state is the earlier one and says so.
 */
export async function carryGitState(
  store: Pick<Store, 'objects' | 'indexStamps'>,
  layout: Pick<RepoLayout, 'gitDir' | 'commonDir'>,
  before: ObjectId | null,
  batch: ObjectBatch,
): Promise<CarriedState> {
  const file = join(layout.gitDir, 'index')
  const stamp = stampOfFile(file)
  if (stamp === null) return { tree: null, known: 'absent' }
  const last = store.indexStamps.get(layout.gitDir)
  if (before !== null && last?.tree === before && last.stamp === stamp) return { tree: before, known: 'captured' }
  const index = readRegularFile(file, readBytes)
  const tree = index === null ? null : await newState(store, layout, before, index.bytes, batch)
  if (index === null || tree === null) return { tree: before, known: 'inherited' }
  rememberStamp(store, layout, tree, index.stamp)
  return { tree, known: 'captured' }
}

/** Null when some of it would be missing. */
async function newState(
  { objects }: Pick<Store, 'objects'>,
  layout: Pick<RepoLayout, 'commonDir'>,
  before: ObjectId | null,
  index: Buffer,
  batch: ObjectBatch,
): Promise<ObjectId | null> {
  const entries = before === null ? [] : await objects.readTree(before)
  const oldIndex = entries.find(({ name }) => name === 'index')?.id
  if (before !== null && oldIndex === objectId('blob', index)) return before
  const ids = blobsOfIndex(index, 'all')
  const old = oldIndex === undefined ? new Set<string>() : blobsOfIndex((await objects.read(oldIndex)).body, 'all')
  if (ids === null || old === null) return null
  const pins = entries.find(({ name }) => name === 'pinned')?.id
  const pinned = new Map<string, ObjectId>()
  for (const { name, id } of pins === undefined ? [] : await objects.readTree(pins))
    if (ids.has(name)) pinned.set(name, id)
  const unknown = [...ids].filter((id) => !old.has(id) && !pinned.has(id))
  if (unknown.length > newBlobs) return null
  for (const id of unknown) {
    // Both name content by the same SHA-1.
    if (id.length === 40 && (batch.sizeOf(id) !== undefined || (await objects.holds(id)))) pinned.set(id, id)
    else {
      const bytes = await readLooseBlob(layout.commonDir, id, blobBytes)
      if (bytes === null) return null
      pinned.set(id, batch.add('blob', bytes))
    }
  }
  return writeGitState(batch, batch.add('blob', index), [], pinned)
}
