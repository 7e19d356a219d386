import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inflate } from 'node:zlib'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import { errnoOf, orFault } from './fault'
import { objectHeader, peekSize } from './loose-object'
import { readRegularFile } from './read-regular-file'

/** What became of one blob of the user's repository. */
export type UserBlob = { readonly id: string } & (
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-big' }
)

const inflateInPool = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate)
const atOnceBytes = 64 * 1024 * 1024

/**
 * Reads blobs by their ids (SHA-1 or SHA-256): loose ones in-process, the others through git, a batch at a time. Nothing
 * is fetched. `onBlob` is given each once; it is waited for, so that only one batch is in memory.
 */
export async function readUserBlobs(
  git: Pick<GitRunner, 'run'>,
  layout: RepoLayout,
  ids: readonly string[],
  maxBytes: number,
  onBlob: (blob: UserBlob) => Promise<void> | void,
): Promise<void> {
  const packed: string[] = []
  for (const id of ids) {
    const bytes = await readLooseBlob(layout.commonDir, id, Math.min(maxBytes, atOnceBytes))
    if (bytes === null) packed.push(id)
    else await onBlob({ id, kind: 'read', bytes })
  }
  if (packed.length === 0) return
  const sizes = await sizesOf(git, layout, packed)
  let batch: string[] = []
  let batchBytes = 0
  const flush = async () => {
    for (const blob of await readBatch(git, layout, batch)) await onBlob(blob)
    batch = []
    batchBytes = 0
  }
  for (const id of packed) {
    const size = sizes.get(id)
    if (size === undefined) await onBlob({ id, kind: 'missing' })
    else if (size > maxBytes) await onBlob({ id, kind: 'too-big' })
    else {
      if (batchBytes + size > atOnceBytes) await flush()
      batch.push(id)
      batchBytes += size
    }
  }
  await flush()
}

/** A blob that the user's repository keeps in a file of its own; null when it does not, or when it is larger. */
export async function readLooseBlob(commonDir: string, id: string, maxBytes: number): Promise<Buffer | null> {
  const file = join(commonDir, 'objects', id.slice(0, 2), id.slice(2))
  try {
    const packed = readRegularFile(file, maxBytes)?.bytes
    const size = packed === undefined ? null : peekSize(packed.subarray(0, 128))
    if (packed === undefined || size === null || size > maxBytes) return null
    const header = objectHeader('blob', size)
    const whole = await inflateInPool(packed, { maxOutputLength: header.length + size })
    const isWhole = whole.subarray(0, header.length).equals(header) && whole.length === header.length + size
    const hash = createHash(id.length === 64 ? 'sha256' : 'sha1')
      .update(whole)
      .digest('hex')
    return isWhole && hash === id ? whole.subarray(header.length) : null
  } catch (thrown) {
    // Damaged, or not to be read: git may find the same object elsewhere.
    if (errnoOf(thrown) !== null || isZlibError(thrown)) return null
    throw thrown
  }
}

/** Whether what is missing was never fetched, so that it exists elsewhere: a pack of a partial clone says so. */
export function isPartialClone(commonDir: string): boolean {
  try {
    return readdirSync(join(commonDir, 'objects', 'pack')).some((name) => name.endsWith('.promisor'))
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}

async function sizesOf(git: Pick<GitRunner, 'run'>, layout: RepoLayout, ids: readonly string[]) {
  const answer = orFault(await git.run(['cat-file', '--batch-check'], { layout, input: lines(ids) }))
  const sizes = new Map<string, number>()
  for (const line of answer.stdout.toString('latin1').split('\n')) {
    const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(line) ?? []
    if (id !== undefined) sizes.set(id, Number(size))
  }
  return sizes
}

/** Answers are "<id> blob <size>", a line feed, the content and a line feed, or "<id> missing". */
async function readBatch(git: Pick<GitRunner, 'run'>, layout: RepoLayout, ids: readonly string[]): Promise<UserBlob[]> {
  if (ids.length === 0) return []
  const maxBytes = 1024 ** 3
  const { stdout } = orFault(await git.run(['cat-file', '--batch'], { layout, input: lines(ids), maxBytes }))
  const blobs: UserBlob[] = []
  let at = 0
  for (const id of ids) {
    const lineEnd = stdout.indexOf(10, at)
    const size = / blob (\d+)$/.exec(stdout.toString('latin1', at, Math.max(lineEnd, at)))?.[1]
    at = lineEnd + 1
    if (size === undefined) blobs.push({ id, kind: 'missing' })
    else {
      blobs.push({ id, kind: 'read', bytes: stdout.subarray(at, at + Number(size)) })
      at += Number(size) + 1
    }
  }
  return blobs
}

function lines(ids: readonly string[]): Buffer {
  return Buffer.from(ids.map((id) => `${id}\n`).join(''))
}

function isZlibError(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return false
  return thrown.code.startsWith('Z_') || thrown.code === 'ERR_BUFFER_TOO_LARGE'
}
