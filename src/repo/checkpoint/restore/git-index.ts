import { Buffer } from 'node:buffer'
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RepoLayout } from '../../git/repo-layout'
import { errnoOf } from '../fault'
import { objectId, type ObjectId } from '../loose-object'
import type { Store } from '../store'
import type { RestoreHooks } from './hooks'
import { isLater, latestFileTime, type IndexTime } from './index-times'
import { syncFolder, type IndexStep } from './journal'
import { writeBackMissing } from './pinned-objects'
import { sameIndex } from './same-index'

/** How an index came out; anything but the three words of the outcome is why it was left as it is. */
export type IndexEnd =
  | { readonly kind: 'restored' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'kept'; readonly why: string }

const sync = promisify(fsync)
const lockTries = 10
const retryMs = 100
const changed = { kind: 'kept', why: 'CHANGED_MEANWHILE' } as const

/**
 * Puts git's index back through git's own lock. The lock file comes into being as a second name of our temporary file,
 * which the journal names: so a lock that a killed restore left is told from everybody else's.
 */
export async function restoreIndex(
  store: Store,
  layout: RepoLayout,
  step: IndexStep,
  hooks: RestoreHooks,
): Promise<IndexEnd> {
  const temp = join(layout.gitDir, step.temp)
  try {
    return await replaceIndex(store, layout, step, temp, hooks)
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    return { kind: 'kept', why }
  } finally {
    removeIfThere(temp)
  }
}

/** Removes what a killed restore left in a git directory: its temporary file, and the lock if it is this very file. */
export function sweepIndex(gitDir: string, step: IndexStep): void {
  const temp = join(gitDir, step.temp)
  const lock = join(gitDir, 'index.lock')
  try {
    const ours = lstatSync(temp)
    const locked = existsSync(lock) ? lstatSync(lock) : null
    if (locked !== null && locked.ino === ours.ino && locked.dev === ours.dev) unlinkSync(lock)
    unlinkSync(temp)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
}

/** The files of an index as a checkpoint keeps them, by name; none where there is no index. */
export async function indexFiles(
  store: Pick<Store, 'objects'>,
  tree: ObjectId | null,
): Promise<ReadonlyMap<string, ObjectId>> {
  if (tree === null) return new Map()
  return new Map((await store.objects.readTree(tree)).map(({ name, id }) => [name, id]))
}

async function replaceIndex(
  store: Store,
  layout: RepoLayout,
  step: IndexStep,
  temp: string,
  hooks: RestoreHooks,
): Promise<IndexEnd> {
  const { gitDir } = layout
  const index = join(gitDir, 'index')
  const wanted = await indexFiles(store, step.to)
  const wantedId = wanted.get('index') ?? null
  const expectedId = (await indexFiles(store, step.from)).get('index') ?? null
  // A status in between writes other times into the index, which is no change of what is staged.
  const isAsExpected = async (now: Buffer | null) =>
    idOf(now) === expectedId || (await sameIndex(store, layout, now, expectedId))

  const before = readIfThere(index)
  if (idOf(before) === wantedId) return { kind: 'restored' }
  if (!(await isAsExpected(before))) return changed
  hooks.at('before-index-temp')
  await writeTemp(store, layout, wanted, temp, before === null ? 0o644 : statSync(index).mode & 0o777)
  hooks.at('after-index-temp')

  const lock = join(gitDir, 'index.lock')
  const ours = await takeLock(store, temp, lock)
  if (ours === null) return { kind: 'locked' }
  try {
    hooks.at('index-locked')
    if (!(await isAsExpected(readIfThere(index)))) return changed
    hooks.at('before-index-rename')
    if (wantedId === null) removeIfThere(index)
    else renameSync(lock, index)
    syncFolder(gitDir)
    hooks.at('after-index-rename')
    return { kind: 'restored' }
  } finally {
    removeIfThere(lock, ours)
  }
}

/** Writes the new index under the temporary name, after everything that it names. */
async function writeTemp(
  store: Store,
  layout: RepoLayout,
  wanted: ReadonlyMap<string, ObjectId>,
  temp: string,
  mode: number,
): Promise<void> {
  const read = async (id: ObjectId | undefined) =>
    id === undefined ? Buffer.alloc(0) : (await store.objects.read(id)).body
  const pins = wanted.get('pinned')
  const pinned = new Map(
    (pins === undefined ? [] : await store.objects.readTree(pins)).map(({ name, id }) => [name, id]),
  )
  const content = await read(wanted.get('index'))
  await writeBackMissing(store, layout, content, pinned, temp)
  const times: (IndexTime | null)[] = [latestFileTime(content)]
  for (const [name, id] of wanted) {
    if (!name.startsWith('sharedindex.')) continue
    const shared = await read(id)
    times.push(latestFileTime(shared))
    if (existsSync(join(layout.gitDir, name))) continue
    await writeNew(temp, shared, mode)
    renameSync(temp, join(layout.gitDir, name))
  }
  await writeNew(temp, content, mode)
  const latest = times.filter((time) => time !== null).toSorted((a, b) => (isLater(a, b) ? -1 : 1))[0]
  if (latest !== undefined) utimesSync(temp, latest.seconds, latest.seconds + latest.nanoseconds / 1e9)
}

/** The inode of the lock, by which it is told from a later one; null when another git holds it for a second. */
async function takeLock({ clock }: Pick<Store, 'clock'>, temp: string, lock: string): Promise<number | null> {
  for (let tries = 0; tries < lockTries; tries++) {
    try {
      makeLock(temp, lock)
      return lstatSync(lock).ino
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EEXIST') throw thrown
    }
    await new Promise<void>((resolve) => void clock.after(retryMs, resolve))
  }
  return null
}

function makeLock(temp: string, lock: string): void {
  try {
    linkSync(temp, lock)
  } catch (thrown) {
    const code = errnoOf(thrown)
    if (code === null || code === 'EEXIST' || code === 'EACCES' || code === 'EROFS') throw thrown
    // The file system has no links: such a lock cannot be told from another's after a kill, and is then left alone.
    copyFileSync(temp, lock, constants.COPYFILE_EXCL)
  }
}

async function writeNew(file: string, content: Buffer, mode: number): Promise<void> {
  const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode)
  try {
    for (let at = 0; at < content.length; ) at += writeSync(fd, content, at)
    await sync(fd)
  } finally {
    closeSync(fd)
  }
}

function idOf(content: Buffer | null): ObjectId | null {
  return content === null ? null : objectId('blob', content)
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** With `inode`, the file goes only while it is that one. */
function removeIfThere(file: string, inode?: number): void {
  try {
    // A file system that is read-only says so before it says that there is nothing to remove.
    const { ino } = lstatSync(file)
    if (inode === undefined || inode === ino) unlinkSync(file)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
  }
}
