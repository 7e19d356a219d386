import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { readdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectId } from '../loose-object'
import { makeFolder } from '../make-folder'
import type { Store } from '../store'

const timeoutMs = 600_000

/**
 * Copies into the store what its checkpoints borrow from the user's repository and a new baseline does not have, so that
 * they do not need the old one any more. The store lock must be held. False when something of it cannot be read.
 */
export async function copyBorrowed(
  store: Pick<Store, 'git' | 'gitDir' | 'refs' | 'objects'>,
  next: ObjectId,
): Promise<boolean> {
  const commits = store.refs.list().flatMap((id) => store.refs.read(id) ?? [])
  if (commits.length === 0) return true
  const { git, gitDir } = store
  const input = Buffer.from(`${[...commits, `^${next}`].join('\n')}\n`)
  const listed = await git.run(['rev-list', '--objects', '--no-object-names', '--stdin'], { gitDir, input, timeoutMs })
  if (!listed.ok) return false
  const missing: ObjectId[] = []
  for (const id of listed.value.stdout.toString('latin1').split('\n')) {
    if (id !== '' && !(await store.objects.holds(id))) missing.push(id)
  }
  if (missing.length === 0) return true
  // Swept like the folder of a capture if we are killed.
  const folder = join(gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    await makeFolder(folder)
    const packed = await git.run(['pack-objects', '-q', '--window=0', join(folder, 'pack')], {
      gitDir,
      input: Buffer.from(`${missing.join('\n')}\n`),
      timeoutMs,
    })
    if (!packed.ok) return false
    // A pack counts from the moment its .idx is there, so that one is moved last.
    const names = readdirSync(folder).toSorted((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')))
    for (const name of names) renameSync(join(folder, name), join(gitDir, 'objects', 'pack', name))
    return true
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
