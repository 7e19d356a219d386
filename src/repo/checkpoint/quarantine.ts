import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createBreather } from './breathe'
import { errnoOf } from './fault'

/**
 * A folder that takes what one full capture writes, until all of it is there: objects of git and a copy of the store's
 * index. A capture that fails or is killed leaves this one folder behind and nothing in the store.
 */
export interface Quarantine {
  readonly indexFile: string
  /** Lets git read the store's objects and write new ones here. */
  readonly env: Readonly<Record<string, string>>
  /** Moves the objects into the store; the answer is their size in bytes. */
  accept(): Promise<number>
  /** Makes the index the store's one, so that the next scan reads only what changed. After `accept`. */
  keepIndex(): Promise<void>
  discard(): Promise<void>
}

/** Names of such folders, for the sweep of what killed captures left. */
export const quarantineName = /^incoming-\d+-[0-9a-f]{12}$/

export async function openQuarantine(gitDir: string, fromScratch: boolean): Promise<Quarantine> {
  const folder = join(gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  const objects = join(folder, 'objects')
  const indexFile = join(folder, 'index')
  await mkdir(join(objects, 'pack'), { recursive: true, mode: 0o700 })
  if (!fromScratch) await copyIfThere(join(gitDir, 'index'), indexFile)
  return {
    indexFile,
    env: {
      GIT_INDEX_FILE: indexFile,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(join(gitDir, 'objects')),
    },
    accept: () => moveObjects(objects, join(gitDir, 'objects')),
    keepIndex: () => rename(indexFile, join(gitDir, 'index')),
    discard: () => rm(folder, { recursive: true, force: true }),
  }
}

async function moveObjects(from: string, to: string): Promise<number> {
  const pause = createBreather()
  let bytes = 0
  for (const part of readdirSync(from)) {
    if (part !== 'pack' && !/^[0-9a-f]{2}$/.test(part)) continue
    const files = readdirSync(join(from, part)).filter((name) => !name.startsWith('tmp_'))
    if (files.length > 0) await mkdir(join(to, part), { recursive: true, mode: 0o700 })
    // A pack counts from the moment its .idx is there, so that one is moved last.
    for (const file of files.toSorted((a, b) => Number(a.endsWith('.idx')) - Number(b.endsWith('.idx')))) {
      await pause()
      const source = join(from, part, file)
      const target = join(to, part, file)
      if (existsSync(target)) continue
      bytes += statSync(source).size
      renameSync(source, target)
    }
  }
  return bytes
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
  }
}

/** The variable is a list with `:` between its parts; a part in double quotes may hold any character. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
