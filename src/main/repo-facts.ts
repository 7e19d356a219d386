import { describeError } from '../core/errors/describe-error'
import type { RepoFact } from '../shared/repo-facts'
import type { AppStore } from './app-store'
import type { CheckpointList } from './checkpoint-list'
import type { Losses } from './losses'
import type { RepoHost } from './repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly checkpoints: Pick<CheckpointList, 'changed'>
  readonly losses: Pick<Losses, 'raise'>
  /** A change of a session was closed; it has to be kept. */
  readonly onChangeClosed: (fact: Extract<RepoFact, { type: 'change-closed' }>) => void
  /** How much of sessions was read is another number. */
  readonly onReviewRead: () => void
}

/** Turns what the repo process says into events of the app. */
export function followRepoFacts({ store, host, checkpoints, losses, onChangeClosed, onReviewRead }: Deps): void {
  host.onFact((fact) => {
    switch (fact.type) {
      case 'status-read':
        store.dispatch({ type: 'repo/status-read', repoId: fact.repoId, status: fact.status })
        void readSubject(fact.repoId, fact.status.head.commit)
        return
      case 'status-failed':
        store.dispatch({ type: 'repo/status-failed', repoId: fact.repoId, error: fact.error })
        return
      case 'commit-scanned':
        store.dispatch({ type: 'repo/scanned', repoId: fact.repoId, scan: fact.scan })
        return
      case 'watch-changed':
        store.dispatch({ type: 'repo/watch-changed', repoId: fact.repoId, watch: fact.watch })
        return
      case 'change-closed':
        store.dispatch({ type: 'session/change-closed', change: fact.change })
        onChangeClosed(fact)
        return
      case 'review-changed':
        store.dispatch({ type: 'review/read', repoId: fact.repoId, review: fact.review })
        return onReviewRead()
      case 'checkpoint-failed': {
        const { message, next } = describeError(fact.error)
        store.dispatch({
          type: 'notice/raised',
          notice: { id: `checkpoint-failed:${fact.repoId}`, kind: 'warning', message, next },
        })
        return
      }
      case 'checkpoints-changed':
        return checkpoints.changed(fact.repoId)
      case 'files-disappeared':
        return losses.raise(fact.repoId, fact.loss)
    }
  })

  /** The message of HEAD is asked for once per commit, and only to be shown. */
  async function readSubject(repoId: string, commit: string | null): Promise<void> {
    if (commit === null || store.state().repos[repoId]?.subject?.commit === commit) return
    const commits = await host.request({ type: 'recent-commits', repoId, count: 1 })
    const [head] = commits.ok ? commits.value : []
    if (head?.commit === commit) store.dispatch({ type: 'repo/subject-read', repoId, commit, text: head.subject })
  }
}
