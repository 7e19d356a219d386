import { describeUncommitError } from '../../core/errors/describe-uncommit-error'
import type { RepoId } from '../../core/repo/repo-status'
import { err } from '../../core/result'
import { isLive } from '../../core/session/session'
import { clockTime } from '../../core/words/times'
import type { MadeCommits } from '../../services/made-commits'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly madeCommits: MadeCommits
}

/** Takes back the last commit that Firebreak made in a repository; what it held is staged then. */
export function createUncommit({ store, host, madeCommits }: Deps) {
  return async ({ repoId, commit }: { readonly repoId: RepoId; readonly commit: string }): Promise<CommandResult> => {
    const made = madeCommits.current()[repoId]
    if (made === undefined || made.commit !== commit) return err(describeUncommitError({ kind: 'uncommit-not-ours' }))
    const live = store.state().sessions.find((one) => one.repoId === repoId && one.following && isLive(one))
    if (live !== undefined)
      return refused(
        'session-live',
        `A session is on here since ${clockTime(live.startedAtMs)} that started from this commit.`,
        'End it in its terminal first.',
      )
    const taken = await host.request({ type: 'uncommit', repoId, commit, parent: made.parent })
    if (!taken.ok) return err(describeUncommitError(taken.error))
    await madeCommits.set(repoId, null)
    store.dispatch({ type: 'commits/known', commits: madeCommits.current() })
    const status = await host.request({ type: 'read-status', repoId })
    if (status.ok) store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
    return accepted
  }
}
