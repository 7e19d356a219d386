import type { InterruptedRestore, UndoableRestore } from '../../../core/checkpoint/restore'
import { currentProcess, isRunning, type ProcessIdentity } from '../process-identity'
import { StoreFault } from '../fault'
import type { Store } from '../store'
import { RestoreFault } from './fault'
import { newestFinished } from './finished'
import { readJournal, type RestoreJournal } from './journal'

/** What the work tree's last restore left to be undone, or to be finished. A restore that is under way is neither. */
export function restoreState(store: Pick<Store, 'folder' | 'refs' | 'lock'>): {
  readonly undoable: UndoableRestore | null
  readonly interrupted: InterruptedRestore | null
} {
  const journal = readJournal(store)
  const newest = newestFinished(store)
  return {
    undoable:
      newest === null
        ? null
        : {
            kind: asTold(newest.kind),
            atMs: newest.atMs,
            target: newest.target,
            safety: newest.safety,
            files: newest.paths.length,
          },
    interrupted:
      journal === null || isUnderWay(store, journal)
        ? null
        : {
            kind: asTold(journal.kind),
            atMs: journal.atMs,
            target: journal.target,
            safety: journal.safety,
            files: journal.steps.length,
          },
  }
}

/** What a redo brings back is taken back as a restore is. */
function asTold(kind: RestoreJournal['kind']): UndoableRestore['kind'] {
  return kind === 'undo' ? 'undo' : 'restore'
}

/** Faults when an earlier restore did not come to its end. The store lock must be held. */
export function refuseIfInterrupted(store: Pick<Store, 'folder'>): void {
  const journal = readJournal(store)
  if (journal === null) return
  refuseIfBusy(journal)
  throw new RestoreFault({ kind: 'restore-interrupted', atMs: journal.atMs, files: journal.steps.length })
}

/** A journal whose owner lives is busy, never crashed. */
export function refuseIfBusy({ owner }: RestoreJournal): void {
  if (owner !== null && !isThisProcess(owner) && isRunning(owner)) {
    throw new StoreFault({ kind: 'store-busy', waitedMs: 0 })
  }
}

function isUnderWay(store: Pick<Store, 'lock'>, { owner }: RestoreJournal): boolean {
  if (owner === null || !isRunning(owner)) return false
  // A restore holds the lock from its beginning to its end, so this process knows its own.
  return !isThisProcess(owner) || store.lock.holder()?.pid === owner.pid
}

function isThisProcess(owner: ProcessIdentity): boolean {
  const me = currentProcess()
  return owner.pid === me.pid && owner.startedAt === me.startedAt && owner.bootId === me.bootId
}
