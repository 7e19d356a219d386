import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  linkSync,
  openSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs'
import { promisify } from 'node:util'
import { sameState, type EntryState } from '../../../core/checkpoint/restore-plan'
import { errnoOf } from '../fault'
import { ancestorsOf, type RawPath } from '../raw-path'
import type { Store } from '../store'
import { treeMode } from '../tree-format'
import type { RestoreHooks } from './hooks'
import { isUntouched, lookAt, type Found } from './look-at'
import type { OpenFolder } from './open-folder'

/** What the steps of one restore share. */
export interface StepWork {
  readonly store: Pick<Store, 'objects' | 'layout'>
  readonly hooks: RestoreHooks
  /** Paths at which a step puts a file or symlink. */
  readonly written: ReadonlySet<RawPath>
  /** Folders whose names changed: made durable at the end, once each. */
  readonly touched: Set<RawPath>
  /** Runs one after the other what would together need too much memory. */
  inTurn<T>(act: () => Promise<T>): Promise<T>
}

const sync = promisify(fsync)
const largeBytes = 8 * 1024 * 1024
/** Why somebody else's writing is left as it is. */
export const changed = 'CHANGED_MEANWHILE'

/**
 * Puts a file or symlink in the place of what was found there, by a rename, or where nothing was found, by a new name. The
 * answer is null when it stands there, otherwise why not. Throws errno errors; nothing is left over then.
 */
export async function replaceEntry(
  work: StepWork,
  folder: OpenFolder,
  path: RawPath,
  found: Found,
  to: EntryState,
): Promise<string | null> {
  const name = nameOf(path)
  const temp = `.ckpt-${randomBytes(6).toString('hex')}.tmp`
  work.hooks.at('before-temp')
  try {
    if (to.mode === treeMode.symlink) {
      symlinkSync((await work.store.objects.read(to.id)).body, folder.at(temp))
    } else await writeTemp(work, folder, temp, to)
    work.hooks.at('after-temp')
    work.hooks.at('before-rename')
    if (!(await isStill(folder, name, found))) {
      unlinkSync(folder.at(temp))
      return changed
    }
    if (found.kind === 'entry' || to.mode === treeMode.symlink || !linkNew(folder, temp, name)) {
      renameSync(folder.at(temp), folder.at(name))
    }
  } catch (thrown) {
    removeQuietly(folder, temp)
    // Somebody was quicker to take the free name.
    if (errnoOf(thrown) === 'EEXIST') return changed
    throw thrown
  }
  // Folders above may have been made for it.
  for (const above of ['', ...ancestorsOf(path)]) work.touched.add(above)
  work.hooks.at('after-rename')
  return null
}

/** Whether the name still holds what was found, right before it is replaced. */
export async function isStill(folder: OpenFolder, name: RawPath, found: Found): Promise<boolean> {
  if (!folder.isThere()) return false
  if (found.kind !== 'entry') return isUntouched(folder, name, null)
  if (isUntouched(folder, name, found.stats)) return true
  // When another name of the same file was replaced, its times moved and nothing else.
  const again = await lookAt(folder, name)
  return again.kind === 'entry' && sameState(again.state, found.state) && isUntouched(folder, name, again.stats)
}

async function writeTemp(work: StepWork, folder: OpenFolder, temp: RawPath, to: EntryState): Promise<void> {
  const isLarge = (await work.store.objects.size(to.id)) > largeBytes
  await (isLarge ? work.inTurn(() => writeContent(work, folder, temp, to)) : writeContent(work, folder, temp, to))
}

async function writeContent(work: StepWork, folder: OpenFolder, temp: RawPath, to: EntryState): Promise<void> {
  const { body } = await work.store.objects.read(to.id)
  const fd = openSync(
    folder.at(temp),
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  )
  try {
    for (let at = 0; at < body.length; ) at += writeSync(fd, body, at)
    fchmodSync(fd, to.permissions)
    await sync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Gives the file a name that must be free, which a rename cannot demand. False where the file system has no links. */
function linkNew(folder: OpenFolder, temp: RawPath, name: RawPath): boolean {
  try {
    linkSync(folder.at(temp), folder.at(name))
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST' || errnoOf(thrown) === null) throw thrown
    return false
  }
  unlinkSync(folder.at(temp))
  return true
}

/** Gives a file other permissions and leaves its content alone; the answer is as with `replaceEntry`. */
export async function setPermissions(
  work: StepWork,
  folder: OpenFolder,
  name: RawPath,
  stats: BigIntStats,
  permissions: number,
): Promise<string | null> {
  const fd = openSync(folder.at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    work.hooks.at('before-permissions')
    if (fstatSync(fd, { bigint: true }).ino !== stats.ino || !isUntouched(folder, name, stats)) return changed
    fchmodSync(fd, permissions)
    await sync(fd)
    work.hooks.at('after-permissions')
    return null
  } finally {
    closeSync(fd)
  }
}

export function nameOf(path: RawPath): RawPath {
  return path.slice(path.lastIndexOf('/') + 1)
}

function removeQuietly(folder: OpenFolder, name: RawPath): void {
  try {
    unlinkSync(folder.at(name))
  } catch {
    // It was never made, or goes with the sweep.
  }
}
