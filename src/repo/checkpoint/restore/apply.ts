import type { KeptPath, RestoreOutcome } from '../../../core/checkpoint/restore'
import { sortKept, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import { createBreather } from '../breathe'
import { parentOf, rawPath } from '../raw-path'
import type { Store } from '../store'
import { makeEmptyFolder, removeFolder, syncFolders, type FolderSteps } from './folders'
import { restoreIndex } from './git-index'
import type { RestoreHooks } from './hooks'
import type { IndexStep } from './journal'
import { withRepoOf } from './nested-index'
import { deleteEntry, writeEntry, type StepWork } from './steps'

/** One direction of a journal. */
export interface Way {
  readonly steps: readonly RestoreStep[]
  readonly folders: FolderSteps
  readonly index: readonly IndexStep[]
}

/** What came of it. `index` names the repositories whose index was restored. */
export interface Applied extends Pick<RestoreOutcome, 'restored' | 'deleted' | 'conflicts'> {
  readonly index: readonly string[]
  readonly isLocked: boolean
}

// Making a file durable waits for the disk, and several can wait at once.
const parallelWrites = 8

/**
 * Goes one way, however much of it was gone before: what is as it shall be counts as done, what is neither as it was nor
 * as it shall be is left alone.
 */
export async function applyWay(store: Store, way: Way, hooks: RestoreHooks): Promise<Applied> {
  const writes = way.steps.filter(({ to }) => to !== null)
  const work: StepWork = {
    store,
    hooks,
    written: new Set(writes.map(({ path }) => rawPath(path))),
    touched: new Set(),
  }
  const restored: RepoPath[] = []
  const deleted: RepoPath[] = []
  const conflicts: KeptPath[] = []
  const settle = (path: RepoPath, why: string | null, done: RepoPath[]) => {
    if (why === null) done.push(path)
    else conflicts.push({ path, why })
  }

  const pause = createBreather()
  for (const step of way.steps) {
    if (step.to !== null) continue
    await pause()
    settle(step.path, await deleteEntry(work, step), deleted)
  }
  for (const folder of way.folders.remove) settle(folder, await removeFolder(work, folder), [])

  const queue = writes.toReversed()
  const writer = async () => {
    for (let step = queue.pop(); step !== undefined; step = queue.pop()) {
      await pause()
      settle(step.path, await writeEntry(work, step), restored)
    }
  }
  await Promise.all(Array.from({ length: parallelWrites }, writer))
  for (const folder of way.folders.make) settle(folder, await makeEmptyFolder(work, folder), [])
  syncFolders(store.layout.top, work.touched)

  const index: string[] = []
  let isLocked = false
  for (const step of way.index) {
    const end = await withRepoOf(store, step.repo, (layout) => restoreIndex(store, layout, step, hooks))
    if (end?.kind === 'restored') index.push(step.repo)
    else if (end?.kind === 'locked') isLocked = true
    else if (end !== null)
      conflicts.push({ path: `${step.repo === '' ? '' : `${step.repo}/`}.git/index`, why: end.why })
  }
  return {
    restored: restored.toSorted(),
    deleted: deleted.toSorted(),
    conflicts: sortKept(conflicts),
    index,
    isLocked,
  }
}

/** Folders that hold what the steps write, where a kill may leave temporary files. */
export function foldersOf(way: Pick<Way, 'steps'>): ReadonlySet<string> {
  return new Set(way.steps.map(({ path }) => parentOf(rawPath(path))))
}
