import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { writeDurably } from '../checkpoint-refs'
import { errnoOf } from '../fault'
import { objectHeader } from '../loose-object'

/**
 * Gives a repository a blob back that its index needs, under the id of its own format, unless it is there as a loose
 * object. A second copy of what lies in a pack does no harm. `temp` is a free name on the same file system.
 */
export async function writeBackBlob(commonDir: string, id: string, content: Buffer, temp: string): Promise<void> {
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
