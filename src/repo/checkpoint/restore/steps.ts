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
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from 'node:fs'
import { promisify } from 'node:util'
import { sameState, type EntryState, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import { errnoOf, StoreFault } from '../fault'
import { parentOf, rawPath, type RawPath } from '../raw-path'
import type { Store } from '../store'
import { treeMode } from '../tree-format'
import type { RestoreHooks } from './hooks'
import { isUntouched, lookAt, type Found } from './look-at'
import { openFolder, type OpenFolder } from './open-folder'

/** What the steps of one restore share. */
export interface StepWork {
  readonly store: Pick<Store, 'objects' | 'layout'>
  readonly hooks: RestoreHooks
  /** Paths at which a step puts a file or symlink. */
  readonly written: ReadonlySet<RawPath>
  /** Folders whose names changed: made durable at the end, once each. */
  readonly touched: Set<RawPath>
}

const sync = promisify(fsync)
const changed = 'CHANGED_MEANWHILE'

/** Removes what the step expects and nothing else. The answer is null when it is gone, otherwise why it stays. */
export async function deleteEntry(work: StepWork, step: RestoreStep): Promise<string | null> {
  const path = rawPath(step.path)
  return asWhy(async () => {
    const folder = openIfThere(work, path)
    if (folder === null) return null
    try {
      const name = nameOf(path)
      const found = await lookAt(folder, name)
      // A folder in its place is what comes later in the same restore; the file itself is gone.
      if (found.kind === 'missing' || found.kind === 'folder') return null
      if (found.kind !== 'entry' || !sameState(found.state, step.from)) return changed
      work.hooks.at('before-delete')
      if (!(await isStill(folder, name, found))) return changed
      unlinkSync(folder.at(name))
      work.touched.add(parentOf(path))
      work.hooks.at('after-delete')
      return null
    } finally {
      folder.close()
    }
  })
}

/** Puts the step's new state in place as one atomic change. The answer is null when it stands there, otherwise why not. */
export async function writeEntry(work: StepWork, step: RestoreStep): Promise<string | null> {
  const { from, to } = step
  if (to === null) throw new Error('a step that writes has something to write')
  const path = rawPath(step.path)
  return asWhy(async () => {
    const folder = openFolder(work.store.layout.top, parentOf(path), true)
    try {
      const name = nameOf(path)
      const found = await lookAt(folder, name)
      if (found.kind === 'entry' && isSameContent(found.state, to)) {
        if (found.state.permissions === to.permissions) return null
        if (found.state.permissions !== from?.permissions) return changed
        // Another name of the same file would get them as well.
        if (found.stats.nlink === 1n) return await setPermissions(work, folder, name, found.stats, to.permissions)
      }
      const replaced = replaceable(found, from)
      if (replaced === 'folder') rmdirSync(folder.at(name))
      if (replaced === 'no') return changed
      return await replace(work, folder, path, found.kind === 'entry' ? found : { kind: 'missing' }, to)
    } finally {
      folder.close()
    }
  })
}

/** Whether the name still holds what was found, right before it is replaced. */
async function isStill(folder: OpenFolder, name: RawPath, found: Found): Promise<boolean> {
  if (!folder.isThere()) return false
  if (found.kind !== 'entry') return isUntouched(folder, name, null)
  if (isUntouched(folder, name, found.stats)) return true
  // When another name of the same file was replaced, its times moved and nothing else.
  const again = await lookAt(folder, name)
  return again.kind === 'entry' && sameState(again.state, found.state) && isUntouched(folder, name, again.stats)
}

function replaceable(found: Found, from: EntryState | null): 'yes' | 'no' | 'folder' {
  if (found.kind === 'entry') return sameState(found.state, from) ? 'yes' : 'no'
  if (from !== null) return 'no'
  return found.kind === 'missing' ? 'yes' : found.kind === 'folder' ? 'folder' : 'no'
}

async function replace(
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
  work.touched.add(parentOf(path))
  work.hooks.at('after-rename')
  return null
}

async function writeTemp(work: StepWork, folder: OpenFolder, temp: RawPath, to: EntryState): Promise<void> {
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

async function setPermissions(
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

/** The folder of a path that is to be deleted; null when there is nothing to delete any more. */
function openIfThere(work: StepWork, path: RawPath): OpenFolder | null {
  try {
    return openFolder(work.store.layout.top, parentOf(path), false)
  } catch (thrown) {
    const code = errnoOf(thrown)
    if (code === 'ENOENT') return null
    // The same restore put a file where the folder was, before it was interrupted.
    const isReplaced = code === 'ENOTDIR' || code === 'ELOOP' ? hasAncestorIn(work.written, path) : false
    if (isReplaced) return null
    throw thrown
  }
}

function hasAncestorIn(paths: ReadonlySet<RawPath>, path: RawPath): boolean {
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) if (paths.has(folder)) return true
  return false
}

/** A refusal of the system concerns one path, and the rest goes on. */
export async function asWhy(act: () => Promise<string | null>): Promise<string | null> {
  try {
    return await act()
  } catch (thrown) {
    if (thrown instanceof StoreFault) return 'STORE_CORRUPT'
    const code = errnoOf(thrown)
    if (code === null) throw thrown
    // A folder above became something else, or a folder in its place holds what no checkpoint does.
    if (code === 'ENOTDIR' || code === 'ELOOP' || code === 'EISDIR') return changed
    return code === 'ENOTEMPTY' || code === 'EEXIST' ? 'NOT_IN_SAFETY' : code
  }
}

function isSameContent(a: EntryState, b: EntryState): boolean {
  return a.id === b.id && (a.mode === treeMode.symlink) === (b.mode === treeMode.symlink)
}

function nameOf(path: RawPath): RawPath {
  return path.slice(path.lastIndexOf('/') + 1)
}

function removeQuietly(folder: OpenFolder, name: RawPath): void {
  try {
    unlinkSync(folder.at(name))
  } catch {
    // It was never made, or goes with the sweep.
  }
}
