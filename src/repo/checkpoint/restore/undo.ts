import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RestoreError, RestoreOutcome } from '../../../core/checkpoint/restore'
import { reversed } from '../../../core/checkpoint/restore-plan'
import type { Result } from '../../../core/result'
import type { StoreError } from '../fault'
import type { Store } from '../store'
import { carryOut } from './carry-out'
import { attemptLocked, RestoreFault } from './fault'
import { finishedBefore, newestFinished } from './finished'
import { planFolders } from './folders'
import { noHooks, type RestoreHooks } from './hooks'
import { indexPath, planIndexes } from './nested-index'
import { planRestore } from './plan-restore'
import { takeSafety } from './restore'
import { refuseIfInterrupted } from './state'
import { takeBackLocked } from './take-back'
import { undoneWords, undoOf } from './undo-of'

/**
 * Takes the last restore back: what it touched, and git's index if it was part of it, becomes what it was right before.
 * Once more redoes it, because this is a restore with a safety checkpoint of its own. With `of`, the safety checkpoint of
 * an earlier revert, only that one: lines that others wrote since stay. Errors as with `restore`, and `nothing-to-undo`.
 */
export function undoRestore(
  store: Store,
  hooks: RestoreHooks = noHooks,
  of: CheckpointId | null = null,
): Promise<Result<RestoreOutcome, StoreError | RestoreError>> {
  return attemptLocked(store, async () => {
    refuseIfInterrupted(store)
    if (of !== null) {
      const earlier = finishedBefore(store, of)
      if (earlier === null || earlier.left.length === 0) throw new RestoreFault({ kind: 'nothing-to-undo' })
      return takeBackLocked(store, await undoOf(store, earlier), hooks)
    }
    const last = newestFinished(store)
    if (last === null) throw new RestoreFault({ kind: 'nothing-to-undo' })
    const target = await store.record(last.safety)
    const safety = await takeSafety(store, last.kind === 'undo' ? 'Before a redo' : 'Before undoing a restore')
    hooks.at('safety-taken')

    const touched = new Set([...last.paths, ...last.folders, ...last.index.map(indexPath)])
    const includes = (path: string) => touched.has(path)
    // A restore writes into an ignored folder only where it found nothing.
    const { steps, keep } = await planRestore(store, safety, target, includes, includes)
    const plan = {
      what: last.what === null ? null : undoneWords(last.what),
      kind: last.kind === 'undo' ? ('redo' as const) : ('undo' as const),
      target: last.safety,
      safety: safety.manifest.id,
      steps,
      keep,
      folders: await planFolders(store, steps, safety, target, includes),
      foldersBack: await planFolders(store, steps.map(reversed), target, safety, includes),
      index: await planIndexes(store, safety, target, (repo) => last.index.includes(repo)),
    }
    return carryOut(store, plan, hooks)
  })
}
