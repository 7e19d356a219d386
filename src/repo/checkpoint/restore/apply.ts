import type { KeptPath, RestoreOutcome } from '../../../core/checkpoint/restore'
import { sortKept, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import { createBreather } from '../breathe'
import { parentOf, rawPath } from '../raw-path'
import type { Store } from '../store'
import { makeEmptyFolder, removeFolder, setFolderPermissions, syncFolders, type FolderSteps } from './folders'
import { restoreIndex } from './git-index'
import type { RestoreHooks } from './hooks'
import type { IndexStep } from './journal'
import { indexPath, withRepoOf } from './nested-index'
import { createTopCheck } from './top-folder'
import type { StepWork } from './replace-entry'
import { deleteEntry, writeEntry } from './steps'

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
    inTurn: createTurns(),
  }
  const restored: RepoPath[] = []
  const deleted: RepoPath[] = []
  const conflicts: KeptPath[] = []
  const pause = createBreather()
  const assertThere = createTopCheck(store.layout)
  const run = async (path: RepoPath, act: () => Promise<string | null>, done: RepoPath[]) => {
    await pause()
    const why = await act()
    assertThere()
    if (why === null) done.push(path)
    else conflicts.push({ path, why })
  }

  for (const step of way.steps) if (step.to === null) await run(step.path, () => deleteEntry(work, step), deleted)
  for (const folder of way.folders.remove) await run(folder, () => removeFolder(work, folder), [])
  await eachAtOnce(writes, (step) => run(step.path, () => writeEntry(work, step), restored))
  for (const folder of way.folders.make) await run(folder, () => makeEmptyFolder(work, folder), [])
  // Last, and the deepest first: what is closed now is not forced open, and what is closed then is written before.
  for (const step of way.folders.permissions.toReversed()) {
    await run(step.path, () => setFolderPermissions(work, step), [])
  }
  syncFolders(store.layout.top, work.touched)

  const index: string[] = []
  let isLocked = false
  for (const step of way.index) {
    const end = await withRepoOf(store, step.repo, (layout) => restoreIndex(store, layout, step, hooks))
    if (end?.kind === 'restored') index.push(step.repo)
    else if (end?.kind === 'locked') isLocked = true
    else if (end !== null) conflicts.push({ path: indexPath(step.repo), why: end.why })
  }
  return {
    restored: restored.toSorted(),
    deleted: deleted.toSorted(),
    conflicts: sortKept(conflicts),
    index,
    isLocked,
  }
}

function createTurns(): StepWork['inTurn'] {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const turn = last.then(act)
    last = turn.catch(() => null)
    return turn
  }
}

/** Takes several at once; after a failure no more are begun, and those under way come to their end before it is thrown. */
async function eachAtOnce<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const queue = all.toReversed()
  const worker = async () => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      try {
        await act(one)
      } catch (thrown) {
        queue.length = 0
        throw thrown
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: parallelWrites }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Folders that hold what the steps write, where a kill may leave temporary files. */
export function foldersOf(way: Pick<Way, 'steps'>): ReadonlySet<string> {
  return new Set(way.steps.map(({ path }) => parentOf(rawPath(path))))
}
