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

/**
 * Gives a repository back what an index of its names and it does not have any more, such as after a garbage collection:
 * blobs that the checkpoint keeps for the index, and those that it holds as files. `temp` is a free name on the same file
 * system. What is neither stays missing.
 */
export async function writeBackMissing(
  store: Pick<Store, 'git' | 'objects'>,
  layout: RepoLayout,
  index: Buffer,
  pinned: ReadonlyMap<string, ObjectId>,
  temp: string,
): Promise<void> {
  const read = async (id: ObjectId) => (await store.objects.read(id)).body
  for (const [id, kept] of pinned) await writeBackBlob(layout.commonDir, id, await read(kept), temp)
  // A partial clone lacks most blobs, and asking for them could fetch.
  const named = isPartialClone(layout.commonDir) ? null : blobsOfIndex(index, 'all')
  const doubtful = [...(named ?? [])].filter((id) => id.length === 40 && !pinned.has(id))
  if (doubtful.length === 0) return
  const input = Buffer.from(doubtful.map((id) => `${id}\n`).join(''))
  const answer = await store.git.run(['cat-file', '--batch-check'], { layout, input })
  const said = answer.ok ? answer.value.stdout.toString('latin1') : ''
  for (const [, id = ''] of said.matchAll(/^([0-9a-f]{40}) missing$/gm)) {
    // Both name content by the same SHA-1.
    if (await store.objects.holds(id)) await writeBackBlob(layout.commonDir, id, await read(id), temp)
  }
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
