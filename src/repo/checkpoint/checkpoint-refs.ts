import { randomBytes } from 'node:crypto'
import { closeSync, fsync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { sequenceOf } from '../../core/checkpoint/checkpoint-id'
import { errnoOf, StoreFault } from './fault'
import type { ObjectId } from './loose-object'

/**
 * The list of checkpoints: one loose ref each, `refs/checkpoints/<id>`. Nothing packs them, so reading them needs no
 * git, and a watcher of the folder sees what another process published.
 */
export interface CheckpointRefs {
  readonly folder: string
  /** Oldest first. */
  list(): readonly CheckpointId[]
  /** The commit of a checkpoint; null when there is none of that id. Fault `store-corrupt` when its name leads nowhere. */
  read(id: CheckpointId): ObjectId | null
  /** Writes the name of a checkpoint under another one, durably. The checkpoint does not exist before it is published. */
  prepare(id: CheckpointId, commit: ObjectId): Promise<PreparedRef>
  /** Makes checkpoints not exist any more, durably. The store lock must be held. */
  remove(ids: readonly CheckpointId[]): Promise<void>
}

export interface PreparedRef {
  /**
   * Makes the checkpoint exist, wholly or not at all. The store lock must be held. With `outlivesPowerCut` its name is
   * durable when this resolves; without, a power cut may take the checkpoint back, but never tears it.
   */
  publish(outlivesPowerCut: boolean): Promise<void>
  /** Removes what was prepared and not published. */
  discard(): void
}

const sync = promisify(fsync)

export function createCheckpointRefs(gitDir: string): CheckpointRefs {
  const folder = join(gitDir, 'refs', 'checkpoints')
  return {
    folder,
    list() {
      try {
        return readdirSync(folder)
          .filter((name) => sequenceOf(name) !== null)
          .toSorted()
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return []
        throw thrown
      }
    },
    read(id) {
      if (sequenceOf(id) === null) return null
      try {
        const text = readFileSync(join(folder, id), 'latin1').trim()
        if (/^[0-9a-f]{40}$/.test(text)) return text
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return null
        throw thrown
      }
      throw new StoreFault({ kind: 'store-corrupt', detail: `the name of checkpoint ${id} leads nowhere` })
    },
    async prepare(id, commit) {
      // git takes no file that ends with .lock for a ref, and one of a process that is gone is swept.
      const temp = join(folder, `incoming-${process.pid}-${randomBytes(6).toString('hex')}.lock`)
      await writeDurably(temp, `${commit}\n`)
      return {
        async publish(outlivesPowerCut) {
          renameSync(temp, join(folder, id))
          if (outlivesPowerCut) await syncFolder(folder)
        },
        discard: () => rmSync(temp, { force: true }),
      }
    },
    async remove(ids) {
      for (const id of ids) rmSync(join(folder, id), { force: true })
      await syncFolder(folder)
    },
  }
}

/** Writes a new file that is on disk when it resolves. */
export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const fd = openSync(file, 'wx', 0o600)
  try {
    writeFileSync(fd, content)
    await sync(fd)
  } finally {
    closeSync(fd)
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
