import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { sequenceOf } from '../../core/checkpoint/checkpoint-id'
import { errnoOf } from './fault'
import type { ObjectId } from './loose-object'

/**
 * The list of checkpoints: one loose ref each, `refs/checkpoints/<id>`. Nothing packs them, so reading them needs no
 * git, and a watcher of the folder sees what another process published.
 */
export interface CheckpointRefs {
  readonly folder: string
  /** Oldest first. */
  list(): Promise<readonly CheckpointId[]>
  /** The commit of a checkpoint; null when there is none of that id. */
  read(id: CheckpointId): Promise<ObjectId | null>
  /** Makes a checkpoint exist, wholly or not at all; durable when it resolves. The store lock must be held. */
  publish(id: CheckpointId, commit: ObjectId): Promise<void>
}

export function createCheckpointRefs(gitDir: string): CheckpointRefs {
  const folder = join(gitDir, 'refs', 'checkpoints')
  return {
    folder,
    async list() {
      try {
        return (await readdir(folder)).filter((name) => sequenceOf(name) !== null).toSorted()
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return []
        throw thrown
      }
    },
    async read(id) {
      if (sequenceOf(id) === null) return null
      try {
        const text = (await readFile(join(folder, id), 'latin1')).trim()
        return /^[0-9a-f]{40}$/.test(text) ? text : null
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return null
        throw thrown
      }
    },
    async publish(id, commit) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // git takes no file that ends with .lock for a ref.
      const temp = join(folder, `${id}.${randomBytes(4).toString('hex')}.lock`)
      await writeDurably(temp, `${commit}\n`)
      await rename(temp, join(folder, id))
      await syncFolder(folder)
    },
  }
}

/** Writes a new file that is on disk when it resolves. */
export async function writeDurably(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes names in a folder durable, where the system knows how to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
