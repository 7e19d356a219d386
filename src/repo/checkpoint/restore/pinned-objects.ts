import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { writeDurably } from '../checkpoint-refs'
import { errnoOf } from '../fault'
import type { RepoLayout } from '../../git/repo-layout'
import { blobsOfIndex } from '../index-blobs'
import { objectHeader, type ObjectId } from '../loose-object'
import type { Store } from '../store'
import { isPartialClone } from '../user-blobs'

/** The index of a checkpoint: its bytes, and the blobs that the checkpoint keeps for it, by the id that the index has for them. */
export interface KeptIndex {
  readonly bytes: Buffer
  readonly pinned: ReadonlyMap<string, ObjectId>
}

/** Reads one out of the files of `indexFiles`; null where there was no index. */
export async function readKeptIndex(
  { objects }: Pick<Store, 'objects'>,
  files: ReadonlyMap<string, ObjectId>,
): Promise<KeptIndex | null> {
  const index = files.get('index')
  if (index === undefined) return null
  const pins = files.get('pinned')
  const pinned = pins === undefined ? [] : await objects.readTree(pins)
  return { bytes: (await objects.read(index)).body, pinned: new Map(pinned.map(({ name, id }) => [name, id])) }
}

/** Which blobs of an index a repository does not have any more, such as after a garbage collection. */
export interface MissingBlobs {
  /** The checkpoints hold them, for the index or as files: under what id, by the id that the index has. */
  readonly held: ReadonlyMap<string, ObjectId>
  /** Nobody has them: they were in a commit that is gone. */
  readonly lost: readonly string[]
}

export async function missingBlobs(
  store: Pick<Store, 'git' | 'objects'>,
  layout: RepoLayout,
  { bytes, pinned }: KeptIndex,
): Promise<MissingBlobs> {
  // A partial clone lacks most blobs, and asking for them could fetch.
  const named = isPartialClone(layout.commonDir) ? null : blobsOfIndex(bytes, 'all')
  if (named === null) return { held: pinned, lost: [] }
  if (named.size === 0) return { held: new Map(), lost: [] }
  const input = Buffer.from([...named].map((id) => `${id}\n`).join(''))
  const answer = await store.git.run(['cat-file', '--batch-check'], { layout, input })
  if (!answer.ok) return { held: pinned, lost: [] }
  const held = new Map<string, ObjectId>()
  const lost: string[] = []
  for (const [, id = ''] of answer.value.stdout.toString('latin1').matchAll(/^([0-9a-f]{40,64}) missing$/gm)) {
    // Both name content by the same SHA-1.
    const kept = pinned.get(id) ?? (id.length === 40 && (await store.objects.holds(id)) ? id : null)
    if (kept === null) lost.push(id)
    else held.set(id, kept)
  }
  return { held, lost }
}

/**
 * Gives a repository back what a kept index names and it does not have any more. `temp` is a free name on the same file system. False,
 * and nothing written, when something would be missing all the same: git could do little with such an index.
 */
export async function writeBackMissing(
  store: Pick<Store, 'git' | 'objects'>,
  layout: RepoLayout,
  index: KeptIndex,
  temp: string,
): Promise<boolean> {
  const { held, lost } = await missingBlobs(store, layout, index)
  if (lost.length > 0) return false
  for (const [id, kept] of held) await writeBackBlob(layout.commonDir, id, (await store.objects.read(kept)).body, temp)
  return true
}

/** Under the id of its own format, unless it is there as a loose object: a second copy of what lies in a pack does no harm. */
async function writeBackBlob(commonDir: string, id: string, content: Buffer, temp: string): Promise<void> {
  const folder = join(commonDir, 'objects', id.slice(0, 2))
  const file = join(folder, id.slice(2))
  if (existsSync(file)) return
  const whole = Buffer.concat([objectHeader('blob', content.length), content])
  const named = createHash(id.length === 64 ? 'sha256' : 'sha1')
    .update(whole)
    .digest('hex')
  // Whatever it is, it is not what the index asks for.
  if (named !== id) return
  try {
    mkdirSync(folder)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown
  }
  await writeDurably(temp, deflateSync(whole))
  chmodSync(temp, 0o444)
  renameSync(temp, file)
}
