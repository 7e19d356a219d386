import { randomBytes } from 'node:crypto'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RestoreOutcome } from '../../../core/checkpoint/restore'
import { reversed, sortKept } from '../../../core/checkpoint/restore-plan'
import { currentProcess } from '../process-identity'
import { StoreFault } from '../fault'
import type { Store } from '../store'
import { applyWay, type Applied, type Way } from './apply'
import { addFinished } from './finished'
import type { FolderSteps } from './folders'
import { indexFiles } from './git-index'
import type { RestoreHooks } from './hooks'
import { readJournal, removeJournal, writeJournal, type IndexStep, type RestoreJournal } from './journal'
import type { FilePlan } from './plan-restore'

/** A restore that is planned to the last path. */
export interface PlannedRestore extends FilePlan {
  readonly kind: 'restore' | 'undo' | 'redo'
  readonly target: CheckpointId
  readonly safety: CheckpointId
  readonly folders: FolderSteps
  readonly foldersBack: FolderSteps
  readonly index: readonly IndexStep[]
  readonly what?: string | null
}

/** Writes the journal, does what it says and keeps a record of it. The store lock must be held. */
export async function carryOut(store: Store, plan: PlannedRestore, hooks: RestoreHooks): Promise<RestoreOutcome> {
  const { folders } = plan
  const isNothing =
    plan.steps.length + plan.index.length + folders.make.length + folders.remove.length + folders.permissions.length ===
    0
  // An undo that finds nothing to do is one all the same: the next one redoes.
  if (isNothing && plan.kind === 'restore') return outcomeOf(plan, nothing)
  await assertReadable(store, plan)
  const journal: RestoreJournal = {
    version: 1,
    id: randomBytes(8).toString('hex'),
    kind: plan.kind,
    owner: currentProcess(),
    atMs: store.clock.now(),
    target: plan.target,
    safety: plan.safety,
    steps: [...plan.steps],
    folders: copyOf(folders),
    foldersBack: copyOf(plan.foldersBack),
    index: [...plan.index],
    keep: [...plan.keep],
    what: plan.what ?? null,
  }
  hooks.at('before-journal')
  await writeJournal(store, journal)
  hooks.at('after-journal')
  return finish(store, journal, hooks)
}

/** Goes the way of a journal to its end, from wherever it was left. */
export function finish(store: Store, journal: RestoreJournal, hooks: RestoreHooks): Promise<RestoreOutcome> {
  return orLeave(store, journal, async () => {
    const applied = await applyWay(store, journal, hooks)
    hooks.at('before-record')
    const { make, remove, permissions } = journal.folders
    const paths = [...applied.restored, ...applied.deleted].toSorted()
    const folders = [...new Set([...make, ...remove, ...permissions.map(({ path }) => path)])]
    if (journal.kind === 'undo' || paths.length + folders.length + applied.index.length > 0) {
      const { id, kind, atMs, target, safety, what } = journal
      const touched = new Set(paths)
      await addFinished(store, {
        version: 1,
        id,
        kind,
        atMs,
        target,
        safety,
        paths,
        folders,
        index: [...applied.index],
        what,
        left:
          what === null ? [] : journal.steps.filter(({ path }) => touched.has(path)).map(({ path, to }) => [path, to]),
      })
    }
    hooks.at('after-record')
    removeJournal(store)
    hooks.at('after-journal-removal')
    return outcomeOf(journal, applied)
  })
}

/** When it fails, this process is alive and yet nobody goes on: the journal then says that anybody may. */
export async function orLeave<T>(store: Store, journal: RestoreJournal, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    if (readJournal(store) !== null) await writeJournal(store, { ...journal, owner: null }).catch(() => undefined)
    throw thrown
  }
}

/** The way back from wherever a journal was left. */
export function wayBack(journal: RestoreJournal): Way {
  return {
    steps: journal.steps.map(reversed),
    folders: journal.foldersBack,
    index: journal.index.map((step) => ({ ...step, from: step.to, to: step.from })),
  }
}

export function outcomeOf(
  plan: Pick<RestoreJournal, 'safety'> & Pick<FilePlan, 'keep'>,
  applied: Applied,
): RestoreOutcome {
  return {
    restored: applied.restored,
    deleted: applied.deleted,
    conflicts: sortKept([...plan.keep, ...applied.conflicts]),
    safety: plan.safety,
    index: applied.isLocked ? 'locked' : applied.index.length > 0 ? 'restored' : 'unchanged',
  }
}

function copyOf({ make, remove, permissions }: FolderSteps): RestoreJournal['folders'] {
  return { make: [...make], remove: [...remove], permissions: [...permissions] }
}

const nothing: Applied = { restored: [], deleted: [], conflicts: [], index: [], isLocked: false }

/** A damaged checkpoint is found before anything is touched, so that nothing is ever half-restored. */
async function assertReadable(store: Pick<Store, 'objects'>, { steps, index }: PlannedRestore): Promise<void> {
  for (const { to } of index) for (const id of (await indexFiles(store, to)).values()) await store.objects.read(id)
  for (const id of new Set(steps.flatMap(({ to }) => (to === null ? [] : [to.id])))) {
    const { type } = await store.objects.read(id)
    if (type !== 'blob') throw new StoreFault({ kind: 'store-corrupt', detail: `object ${id} is not a file` })
  }
}
