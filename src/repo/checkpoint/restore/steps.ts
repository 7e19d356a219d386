import { rmdirSync, unlinkSync } from 'node:fs'
import { sameState, type EntryState, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import { errnoOf, StoreFault } from '../fault'
import { parentOf, rawPath, type RawPath } from '../raw-path'
import { treeMode } from '../tree-format'
import { lookAt, type Found } from './look-at'
import { openFolder, type OpenFolder } from './open-folder'
import { changed, isStill, nameOf, replaceEntry, setPermissions, type StepWork } from './replace-entry'

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
      return await replaceEntry(work, folder, path, found.kind === 'entry' ? found : { kind: 'missing' }, to)
    } finally {
      folder.close()
    }
  })
}

function replaceable(found: Found, from: EntryState | null): 'yes' | 'no' | 'folder' {
  if (found.kind === 'entry') return sameState(found.state, from) ? 'yes' : 'no'
  if (from !== null) return 'no'
  return found.kind === 'missing' ? 'yes' : found.kind === 'folder' ? 'folder' : 'no'
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
