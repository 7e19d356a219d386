import type { RestoreError, RestoreOutcome } from '../../../core/checkpoint/restore'
import { reversed } from '../../../core/checkpoint/restore-plan'
import type { Result } from '../../../core/result'
import type { StoreError } from '../fault'
import type { Store } from '../store'
import { carryOut } from './carry-out'
import { attemptLocked, RestoreFault } from './fault'
import { newestFinished } from './finished'
import { planFolders } from './folders'
import { noHooks, type RestoreHooks } from './hooks'
import { planIndexes } from './nested-index'
import { planRestore } from './plan-restore'
import { takeSafety } from './restore'
import { refuseIfInterrupted } from './state'

/**
 * Takes the last restore back: what it touched, and git's index if it was part of it, becomes what it was right before.
 * Once more redoes it, because this is a restore with a safety checkpoint of its own. Errors as with `restore`, and
 * `nothing-to-undo`.
 */
export function undoRestore(
  store: Store,
  hooks: RestoreHooks = noHooks,
): Promise<Result<RestoreOutcome, StoreError | RestoreError>> {
  return attemptLocked(store, async () => {
    refuseIfInterrupted(store)
    const last = newestFinished(store)
    if (last === null) throw new RestoreFault({ kind: 'nothing-to-undo' })
    const target = await store.record(last.safety)
    const safety = await takeSafety(store, last.kind === 'undo' ? 'Before a redo' : 'Before undoing a restore')
    hooks.at('safety-taken')

    const touched = new Set([...last.paths, ...last.folders])
    const includes = (path: string) => touched.has(path)
    const { steps, keep } = await planRestore(store, safety, target, includes)
    const plan = {
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
