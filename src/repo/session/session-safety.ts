import type { Clock } from '../../core/clock'
import type { RepoId } from '../../core/repo/repo-status'
import type { Loss, RepoFact } from '../../shared/repo-facts'
import type { Store } from '../checkpoint/store'
import type { Conversions } from '../diff/conversions'
import type { CatFile } from '../git/cat-file'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'
import type { RepoStore } from '../repo-store'
import type { GitPart } from '../watch/watcher'
import { createBranchRescue } from './branch-rescue'
import type { CapturedChange } from './captured-change'
import { createCorrections } from './corrections'
import { createGitEvidence } from './git-evidence'
import { keepLoss, withEarlier } from './loss-file'
import type { RepoSessions } from './repo-sessions'
import { createRescue } from './rescue'

/** What watches over a session besides its changes: lost files and branches, and what the watcher missed. */
export interface SessionSafety {
  captured(change: CapturedChange): void
  /** A session begins or goes on. */
  begun(): void
  gitWrote(part: GitPart): void
  /** What no event told was looked for. */
  reconciled(): void
  /** A reconcile found paths that nobody had named. */
  missed(): void
  stop(): void
}

export function createSessionSafety(deps: {
  readonly repoId: RepoId
  readonly clock: Clock
  readonly layout: RepoLayout
  readonly runner: GitRunner
  readonly catFile: CatFile
  readonly conversions: Conversions
  readonly store: RepoStore
  readonly sessions: () => RepoSessions
  readonly emit: (fact: RepoFact) => void
  readonly onFault: (fault: unknown) => void
}): SessionSafety {
  const { repoId, clock, layout, store, onFault, emit } = deps
  const evidence = createGitEvidence(layout, clock)
  const corrections = createCorrections({ clock, correct: () => deps.sessions().correct().catch(onFault) })

  const lose = async (opened: Store, found: Loss): Promise<void> => {
    const loss = await withEarlier(opened, found)
    const kept = await keepLoss(opened, loss)
    // It is said all the same: an alert without a pin is better than none.
    if (!kept.ok) emit({ type: 'checkpoint-failed', repoId, sessionId: null, error: kept.error })
    emit({ type: 'files-disappeared', repoId, loss })
  }

  const rescue = createRescue({
    ...deps,
    evidence,
    store: () => store.open(),
    session() {
      const scopes = deps.sessions().scopes()
      return scopes === null ? null : { baseline: scopes.baseline.id, latest: scopes.latest() }
    },
    onLoss: lose,
  })
  const branches = createBranchRescue({
    ...deps,
    evidence,
    // A session can end between a deletion and the look at it.
    latest: () => deps.sessions().scopes()?.latest() ?? null,
    async onLoss(loss) {
      const opened = await store.open()
      if (opened.ok) return lose(opened.value, loss)
      emit({ type: 'checkpoint-failed', repoId, sessionId: null, error: opened.error })
      emit({ type: 'files-disappeared', repoId, loss })
    },
    onUnanswered: (error) => emit({ type: 'checkpoint-failed', repoId, sessionId: null, error }),
  })

  return {
    captured: (change) => void rescue.captured(change),
    begun: () => branches.begin(),
    gitWrote(part) {
      if (part === 'lock') return
      evidence.look()
      if (deps.sessions().isLive() && (part === 'refs' || part === 'head')) branches.refsMoved()
    },
    reconciled() {
      // Not every folder of branches can be watched, and what one was deleted from may be such a one.
      evidence.look()
      if (deps.sessions().isLive()) branches.refsMoved()
    },
    missed: () => corrections.missed(),
    stop() {
      corrections.stop()
      rescue.stop()
      branches.stop()
    },
  }
}
