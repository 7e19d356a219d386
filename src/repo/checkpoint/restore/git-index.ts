import { Buffer } from 'node:buffer'
import {
  closeSync,
  constants,
  existsSync,
  fsync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
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
import { removeIfThere, takeLock } from './index-lock'
import { isLater, latestFileTime, type IndexTime } from './index-times'
import { syncFolder, type IndexStep } from './journal'
import { readKeptIndex, writeBackMissing } from './pinned-objects'
import { sameIndex } from './same-index'

/** How an index came out; anything but the three words of the outcome is why it was left as it is. */
export type IndexEnd =
  | { readonly kind: 'restored' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'kept'; readonly why: string }

const sync = promisify(fsync)
const changed = { kind: 'kept', why: 'CHANGED_MEANWHILE' } as const
const commitGone = { kind: 'kept', why: 'COMMIT_GONE' } as const

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
  const mode = before === null ? 0o644 : statSync(index).mode & 0o777
  if (!(await writeTemp(store, layout, wanted, temp, mode))) return commitGone
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

/** Writes the new index under the temporary name, after everything that it names; false when some of that is nowhere any more. */
async function writeTemp(
  store: Store,
  layout: RepoLayout,
  wanted: ReadonlyMap<string, ObjectId>,
  temp: string,
  mode: number,
): Promise<boolean> {
  const kept = await readKeptIndex(store, wanted)
  if (kept !== null && !(await writeBackMissing(store, layout, kept, temp))) return false
  const content = kept?.bytes ?? Buffer.alloc(0)
  const times: (IndexTime | null)[] = [latestFileTime(content)]
  for (const [name, id] of wanted) {
    if (!name.startsWith('sharedindex.')) continue
    const shared = (await store.objects.read(id)).body
    times.push(latestFileTime(shared))
    if (existsSync(join(layout.gitDir, name))) continue
    await writeNew(temp, shared, mode)
    renameSync(temp, join(layout.gitDir, name))
  }
  await writeNew(temp, content, mode)
  const latest = times.filter((time) => time !== null).toSorted((a, b) => (isLater(a, b) ? -1 : 1))[0]
  if (latest !== undefined) utimesSync(temp, latest.seconds, latest.seconds + latest.nanoseconds / 1e9)
  return true
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
