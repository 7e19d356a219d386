import { changeEnds } from '../../core/session/change-ends'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { LastChanges } from '../last-changes'
import type { RepoHost } from '../repo/repo-host'
import type { Shell } from '../shell-port'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly lastChanges: LastChanges
  readonly shell: Shell
}

/** Shows in the live diff what a session changed, also after a restart and after its lines were committed. */
export function createReviewSession({ store, host, lastChanges, shell }: Deps) {
  return async ({ sessionId }: { readonly sessionId: string }): Promise<CommandResult> => {
    const session = store.state().sessions.find(({ id }) => id === sessionId)
    const repo = session === undefined ? undefined : store.state().repos[session.repoId]
    if (session === undefined || repo === undefined || session.baseline === null)
      return refused('unknown-session', 'There is no such session here.', 'Look at the list of sessions.')
    const { repoId } = session
    // First, so that nothing else is ever shown as the last change.
    lastChanges.again(sessionId)
    const shown = await host.request({
      type: 'show-session',
      repoId,
      sessionId,
      baseline: session.baseline.checkpointId,
      changes: changeEnds(store.state().changes[sessionId] ?? []),
    })
    if (!shown.ok) return failed(shown.error)
    const compared = shown.value.sessionId
    if (compared !== null) store.dispatch({ type: 'session/compared', repoId, sessionId: compared })
    store.dispatch({ type: 'session/review-wished', repoId, sessionId })
    shell.openWindow({ view: 'diff', repoId, repoName: repo.name }, { focus: true })
    return accepted
  }
}
