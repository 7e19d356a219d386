import { chmodSync, readdirSync, rmdirSync, statSync, unlinkSync } from 'node:fs'
import { createArea, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import { isRestoreTemp } from '../../../core/checkpoint/temp-name'
import type { RepoPath } from '../../../core/repo/repo-path'
import { permissionsOf } from '../disk'
import { errnoOf } from '../fault'
import { ancestorsOf, parentOf, rawPath, repoPath, type RawPath } from '../raw-path'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { entriesBelow, lookUp } from '../tree-walk'
import { treeMode } from '../tree-format'
import { openFolder } from './open-folder'
import { nameOf, type StepWork } from './replace-entry'
import { asWhy } from './steps'

/** Folders that hold no file on one of the two sides. */
export interface FolderSteps {
  readonly make: readonly RepoPath[]
  /** Only if they are empty by then; the deepest first. */
  readonly remove: readonly RepoPath[]
  /** Folders of unusual permissions on either side; `from` is null for those that the restore makes. */
  readonly permissions: readonly { readonly path: RepoPath; readonly from: number | null; readonly to: number }[]
}

/** Which folders come and go with the steps from one checkpoint to another. */
export async function planFolders(
  store: Pick<Store, 'objects'>,
  steps: readonly RestoreStep[],
  now: CheckpointRecord,
  target: CheckpointRecord,
  includes: (path: RepoPath) => boolean,
): Promise<FolderSteps> {
  const isThere = await folderTest(store, target)
  const emptied = new Set(now.details.emptyFolders.filter(includes))
  for (const path of [...emptied, ...steps.flatMap((step) => (step.to === null ? [step.path] : []))]) {
    for (const folder of ancestorsOf(rawPath(path))) emptied.add(repoPath(folder))
  }
  const remove: RepoPath[] = []
  for (const folder of emptied) if (!(await isThere(folder))) remove.push(folder)
  const emptyNow = new Set(now.details.emptyFolders)
  return {
    make: target.details.emptyFolders.filter((folder) => includes(folder) && !emptyNow.has(folder)),
    remove: remove.toSorted((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1)),
    permissions: await planPermissions(store, steps, now, target, includes),
  }
}

async function planPermissions(
  store: Pick<Store, 'objects'>,
  steps: readonly RestoreStep[],
  now: CheckpointRecord,
  target: CheckpointRecord,
  includes: (path: RepoPath) => boolean,
): Promise<FolderSteps['permissions']> {
  const before = new Map(now.details.folderPermissions)
  const after = new Map(target.details.folderPermissions)
  const planned: { path: RepoPath; from: number | null; to: number }[] = []
  const wasThere = await folderTest(store, now)
  const isThere = await folderTest(store, target)
  // What either side did not look into may have any: a guess would be put in their place, and not be had back.
  const isUnknown = createArea([...notLookedInto(now), ...notLookedInto(target)])
  const needed = new Set(target.details.emptyFolders.filter(includes))
  for (const path of [...needed, ...steps.flatMap((step) => (step.to === null ? [] : [step.path]))]) {
    for (const folder of ancestorsOf(rawPath(path))) needed.add(repoPath(folder))
  }
  // With another usual on the other side, none of the folders that are not listed is known to be the same.
  const isOther = now.details.usualFolder !== target.details.usualFolder
  const others = isOther ? await foldersOf(store, target) : []
  for (const path of new Set([...needed, ...before.keys(), ...after.keys(), ...others])) {
    const to = after.get(path) ?? target.details.usualFolder
    const from = (await wasThere(path)) ? (before.get(path) ?? now.details.usualFolder) : null
    const isMeant = includes(path) || (from === null && needed.has(path))
    if (isMeant && from !== to && !isUnknown(path) && (await isThere(path))) planned.push({ path, from, to })
  }
  return planned.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** All folders of a checkpoint. */
async function foldersOf(
  store: Pick<Store, 'objects'>,
  { work, details }: CheckpointRecord,
): Promise<readonly RepoPath[]> {
  const files = (await entriesBelow(store.objects, work)).flatMap(({ path }) => ancestorsOf(path))
  return [...new Set([...files.map(repoPath), ...details.emptyFolders])]
}

/** Gives a folder the permissions it shall have, unless somebody else gave it others meanwhile. */
export function setFolderPermissions(work: StepWork, step: FolderSteps['permissions'][number]): Promise<string | null> {
  return asWhy(() => {
    const folder = openMade(work, step)
    if (folder === null) return Promise.resolve(null)
    try {
      const now = permissionsOf(statSync(folder.at('.')))
      if (now === step.to) return Promise.resolve(null)
      if (step.from !== null && now !== step.from) return Promise.resolve('CHANGED_MEANWHILE')
      chmodSync(folder.at('.'), step.to)
      return Promise.resolve(null)
    } finally {
      folder.close()
    }
  })
}

/** Whether a checkpoint had a folder at a path, as far as it can tell. */
async function folderTest(store: Pick<Store, 'objects'>, { work, details }: CheckpointRecord) {
  const { emptyFolders, nestedRepos } = details
  const others = notLookedInto({ details })
  const unknown = createArea(others)
  const known = new Set<RepoPath>([...emptyFolders, ...nestedRepos.map(({ path }) => path)])
  for (const path of [...known, ...others]) for (const folder of ancestorsOf(rawPath(path))) known.add(repoPath(folder))
  return async (folder: RepoPath) =>
    known.has(folder) ||
    unknown(folder) ||
    (await lookUp(store.objects, work, rawPath(folder))).entry?.mode === treeMode.folder
}

function notLookedInto({ details }: Pick<CheckpointRecord, 'details'>): readonly RepoPath[] {
  return [...details.ignoredFolders, ...details.leftOut, ...details.uncaptured.map(({ path }) => path)]
}

/** Null when a folder was not made after all, because nothing could be written in it. */
function openMade(work: StepWork, step: FolderSteps['permissions'][number]): ReturnType<typeof openFolder> | null {
  try {
    return openFolder(work.store.layout.top, rawPath(step.path), false)
  } catch (thrown) {
    if (step.from !== null || errnoOf(thrown) === null) throw thrown
    return null
  }
}

/** Removes the folder if it is empty; null also when it is not, as something in it stays. */
export function removeFolder(work: StepWork, path: RepoPath): Promise<string | null> {
  const raw = rawPath(path)
  return asWhy(() => {
    try {
      const folder = openFolder(work.store.layout.top, parentOf(raw), false)
      try {
        work.hooks.at('before-remove-folder')
        rmdirSync(folder.at(nameOf(raw)))
        work.touched.add(parentOf(raw))
        work.hooks.at('after-remove-folder')
      } finally {
        folder.close()
      }
    } catch (thrown) {
      const harmless = new Set(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'ELOOP'])
      if (!harmless.has(errnoOf(thrown) ?? '')) throw thrown
    }
    return Promise.resolve(null)
  })
}

export function makeEmptyFolder(work: StepWork, path: RepoPath): Promise<string | null> {
  const raw = rawPath(path)
  return asWhy(() => {
    work.hooks.at('before-make-folder')
    openFolder(work.store.layout.top, raw, true).close()
    for (const folder of ['', ...ancestorsOf(raw)]) work.touched.add(folder)
    work.hooks.at('after-make-folder')
    return Promise.resolve(null)
  })
}

/** Removes the temporary files that a killed restore left in these folders. */
export function sweepTemps(top: string, folders: Iterable<RawPath>): void {
  for (const path of folders) {
    onFolder(top, path, (folder) => {
      const names = readdirSync(folder.at('.'), 'latin1')
      for (const name of names.filter(isRestoreTemp)) unlinkSync(folder.at(name))
    })
  }
}

/** Makes the names in these folders durable. */
export function syncFolders(top: string, folders: Iterable<RawPath>): void {
  for (const path of folders) onFolder(top, path, (folder) => folder.sync())
}

/** Folders that are not there, or not any more, have nothing to do in. */
function onFolder(top: string, path: RawPath, act: (folder: ReturnType<typeof openFolder>) => void): void {
  try {
    const folder = openFolder(top, path, false)
    try {
      act(folder)
    } finally {
      folder.close()
    }
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
}
