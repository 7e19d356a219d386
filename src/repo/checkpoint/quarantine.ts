import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { open, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { quotedPath } from '../git/object-folders'
import { createBreather } from './breathe'
import { errnoOf } from './fault'
import { makeFolder } from './make-folder'

/**
 * A folder that takes what one full capture writes, until all of it is there: objects of git and a copy of the store's
 * index. A capture that fails or is killed leaves this one folder behind and nothing in the store.
 */
export interface Quarantine {
  readonly indexFile: string
  /** When it was made, by the clock that stamps files: milliseconds since the Unix epoch. */
  readonly openedMs: number
  /** Lets git read the store's objects and write new ones here. */
  readonly env: Readonly<Record<string, string>>
  /** Removes what a killed git left locked; everything here is ours alone. */
  unlock(): Promise<void>
  /** Moves the objects into the store; the answer is their size in bytes. */
  accept(): Promise<number>
  /** Makes the index the store's one, so that the next scan reads only what changed. After `accept`. */
  keepIndex(): Promise<void>
  discard(): Promise<void>
}

const parallelSyncs = 8

export async function openQuarantine(
  gitDir: string,
  { fromScratch, ownOnly }: { readonly fromScratch: boolean; readonly ownOnly: boolean },
): Promise<Quarantine> {
  const folder = join(gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  const objects = join(folder, 'objects')
  const indexFile = join(folder, 'index')
  const discard = () => rm(folder, { recursive: true, force: true })
  try {
    await makeFolder(join(objects, 'pack'))
    if (ownOnly) linkOwnObjects(join(gitDir, 'objects'), join(folder, 'own'))
    if (!fromScratch) await copyIndex(join(gitDir, 'index'), indexFile)
  } catch (thrown) {
    await discard()
    throw thrown
  }
  return {
    indexFile,
    openedMs: statSync(objects).mtimeMs,
    env: {
      GIT_INDEX_FILE: indexFile,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quotedPath(ownOnly ? join(folder, 'own') : join(gitDir, 'objects')),
    },
    unlock: () => rm(`${indexFile}.lock`, { force: true }),
    accept: () => moveObjects(objects, join(gitDir, 'objects')),
    keepIndex: () =>
      existsSync(indexFile) ? rename(indexFile, join(gitDir, 'index')) : rm(join(gitDir, 'index'), { force: true }),
    discard,
  }
}

async function moveObjects(from: string, to: string): Promise<number> {
  const pause = createBreather()
  const parts = readdirSync(from).filter((part) => part === 'pack' || /^[0-9a-f]{2}$/.test(part))
  const files = parts.flatMap((part) =>
    readdirSync(join(from, part))
      .filter((name) => !name.startsWith('tmp_') && !existsSync(join(to, part, name)))
      .map((name) => ({ part, name })),
  )
  const loose = files.filter(({ part }) => part !== 'pack').map(({ part, name }) => join(from, part, name))
  await syncAll(loose)
  for (const part of new Set(files.map((file) => file.part))) {
    await makeFolder(join(to, part))
  }
  let bytes = 0
  // A pack counts from the moment its .idx is there, so that one is moved last.
  for (const { part, name } of files.toSorted(
    (a, b) => Number(a.name.endsWith('.idx')) - Number(b.name.endsWith('.idx')),
  )) {
    await pause()
    bytes += statSync(join(from, part, name)).size
    renameSync(join(from, part, name), join(to, part, name))
  }
  return bytes
}

/** The store's objects as another folder that says nothing of any alternates. */
function linkOwnObjects(objects: string, view: string): void {
  mkdirSync(view, { mode: 0o700 })
  const parts = readdirSync(objects).filter((part) => part === 'pack' || /^[0-9a-f]{2}$/.test(part))
  for (const part of parts) symlinkSync(join(objects, part), join(view, part), 'junction')
}

/** Makes files durable, several at a time: the file system then writes its journal once for all of them. */
async function syncAll(files: readonly string[]): Promise<void> {
  const queue = [...files]
  const worker = async () => {
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      const handle = await open(file)
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    }
  }
  await Promise.all(Array.from({ length: parallelSyncs }, worker))
}

/**
 * The copy gets the time of the original, in whole seconds: git compares the two where a file may have changed in the
 * very second in which the index was written, and trusts its size and time without looking when the index is younger.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const source = await open(from)
    try {
      const seconds = Math.floor((await source.stat()).mtimeMs / 1000)
      await writeFile(to, await source.readFile(), { mode: 0o600 })
      await utimes(to, seconds, seconds)
    } finally {
      await source.close()
    }
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
  }
}
