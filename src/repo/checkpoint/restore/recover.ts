import type { RestoreError, RestoreOutcome } from '../../../core/checkpoint/restore'
import type { Result } from '../../../core/result'
import type { StoreError } from '../fault'
import { currentProcess } from '../process-identity'
import type { Store } from '../store'
import { applyWay, foldersOf } from './apply'
import { finish, orLeave, outcomeOf, wayBack } from './carry-out'
import { attemptLocked, RestoreFault } from './fault'
import { dropFinished } from './finished'
import { sweepTemps } from './folders'
import { sweepIndex } from './index-lock'
import { noHooks, type RestoreHooks } from './hooks'
import { readJournal, removeJournal, writeJournal } from './journal'
import { withRepoOf } from './nested-index'
import { refuseIfBusy } from './state'
import { createTopCheck } from './top-folder'

/**
 * Brings a restore that was interrupted to its end, or takes back as much of it as was done. What was written since by
 * anybody else is kept and named among the conflicts. Errors: `nothing-to-recover`, and `store-busy` while the restore
 * is still under way in another process.
 */
export function recoverRestore(
  store: Store,
  how: 'finish' | 'undo',
  hooks: RestoreHooks = noHooks,
): Promise<Result<RestoreOutcome, StoreError | RestoreError>> {
  return attemptLocked(store, async () => {
    const found = readJournal(store)
    if (found === null) throw new RestoreFault({ kind: 'nothing-to-recover' })
    refuseIfBusy(found)
    createTopCheck(store.layout)()
    const journal = { ...found, owner: currentProcess() }
    await writeJournal(store, journal)
    sweepTemps(store.layout.top, foldersOf(journal))
    for (const step of journal.index) await withRepoOf(store, step.repo, ({ gitDir }) => sweepIndex(gitDir, step))
    if (how === 'finish') return finish(store, journal, hooks)

    return orLeave(store, journal, async () => {
      const applied = await applyWay(store, wayBack(journal), hooks)
      dropFinished(store, journal.id)
      removeJournal(store)
      return outcomeOf(journal, applied)
    })
  })
}
