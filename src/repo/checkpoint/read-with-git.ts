import { Buffer } from 'node:buffer'
import type { GitRunner } from '../git/git-port'
import { StoreFault } from './fault'
import { objectId, type ObjectId, type StoredObject } from './loose-object'

/** Reads one object of the store by starting git; null when the store does not have it whole. */
export async function readWithGit(
  git: Pick<GitRunner, 'run'>,
  gitDir: string,
  id: ObjectId,
): Promise<StoredObject | null> {
  const answer = await git.run(['cat-file', '--batch'], { gitDir, input: Buffer.from(`${id}\n`), maxBytes: 2 ** 30 })
  if (!answer.ok) {
    // git itself gives up on an object that is damaged; anything else is not about the object.
    if (answer.error.kind === 'git-failed' && answer.error.code !== null) return null
    throw new StoreFault(answer.error)
  }
  // "<id> blob 12\n" and the content, or "<id> missing\n".
  const { stdout } = answer.value
  const end = stdout.indexOf(0x0a)
  const header = /^[0-9a-f]{40} (blob|tree|commit) (\d+)$/.exec(stdout.toString('latin1', 0, Math.max(end, 0)))
  if (header === null) return null
  const type = header[1] === 'blob' ? 'blob' : header[1] === 'tree' ? 'tree' : 'commit'
  const body = stdout.subarray(end + 1, end + 1 + Number(header[2]))
  return objectId(type, body) === id ? { type, body } : null
}
