import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import { needsDeletionConfirmed, type RestoreError, type RestoreOutcome } from '../../../core/checkpoint/restore'
import { createPathFilter, reversed } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { Result } from '../../../core/result'
import { displayName } from '../../../core/words/display-name'
import { captureFull } from '../capture-full'
import type { CaptureLimits } from '../capture-limits'
import { orFault, type StoreError } from '../fault'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { carryOut } from './carry-out'
import { attemptLocked, RestoreFault } from './fault'
import { planFolders } from './folders'
import { noHooks, type RestoreHooks } from './hooks'
import { planIndexes } from './nested-index'
import { planRestore } from './plan-restore'
import { keepChanged, readSeen } from './seen'
import { refuseIfInterrupted } from './state'

export interface RestoreRequest {
  readonly checkpointId: CheckpointId
  /** Files, and folders that stand for all in them; null for everything, git's index included. */
  readonly paths: readonly RepoPath[] | null
  /** `seen` of a preview: what changed since is kept. */
  readonly seen?: CheckpointId | null
  /** The number of deletions that the user agreed to; needed above 30 % of the files there are. `any` for a script. */
  readonly confirmedDeletions?: number | 'any' | null
  readonly limits?: CaptureLimits
}

/**
 * Brings the work tree, or some of its paths, to what a checkpoint holds. A full checkpoint is taken first, and only what
 * it holds is replaced or deleted: what is written meanwhile stays and is named among the conflicts. Holds the store
 * lock from beginning to end; killed anywhere, it can be finished or undone (`recoverRestore`).
 *
 * Errors: `restore-interrupted`, `many-deletions`, `no-such-checkpoint` (also for a `seen` that is not known any more),
 * and those of `captureFull`. Nothing was touched then.
 */
export function restore(
  store: Store,
  request: RestoreRequest,
  hooks: RestoreHooks = noHooks,
): Promise<Result<RestoreOutcome, StoreError | RestoreError>> {
  return attemptLocked(store, async () => {
    refuseIfInterrupted(store)
    const { checkpointId, paths, seen = null, confirmedDeletions = null } = request
    const target = await store.record(checkpointId)
    const lastLook = seen === null ? null : readSeen(store, seen, checkpointId)
    const safety = await takeSafety(store, labelOf(target, paths), request.limits)
    hooks.at('safety-taken')

    const includes = createPathFilter(paths)
    const all = await planRestore(store, safety, target, includes)
    const { steps, keep } = lastLook === null ? all : keepChanged(all, lastLook)
    const deleted = steps.flatMap(({ path, to }) => (to === null ? [path] : []))
    const filesNow = safety.manifest.files
    const isConfirmed = confirmedDeletions === 'any' || confirmedDeletions === deleted.length
    if (needsDeletionConfirmed({ delete: deleted, filesNow }) && !isConfirmed) {
      throw new RestoreFault({ kind: 'many-deletions', deleted: deleted.length, filesNow })
    }
    const plan = {
      kind: 'restore' as const,
      target: checkpointId,
      safety: safety.manifest.id,
      steps,
      keep,
      folders: await planFolders(store, steps, safety, target, includes),
      foldersBack: await planFolders(store, steps.map(reversed), target, safety, includes),
      index: paths === null ? await planIndexes(store, safety, target, () => true) : [],
    }
    return carryOut(store, plan, hooks)
  })
}

/** The full checkpoint without which nothing is touched. */
export async function takeSafety(store: Store, label: string, limits?: CaptureLimits): Promise<CheckpointRecord> {
  const note = { label, reason: 'before-restore', sessionId: null } as const
  return store.record(orFault(await captureFull(store, note, limits)).id)
}

function labelOf({ manifest }: CheckpointRecord, paths: readonly RepoPath[] | null): string {
  const [first] = paths ?? []
  const what = paths === null ? 'everything' : paths.length === 1 ? displayName(first ?? '') : `${paths.length} paths`
  return `Before restoring ${what} from ${manifest.label === '' ? manifest.id : `“${manifest.label}”`}`
}
