import type { AppState } from '../core/app/state'
import type { Clock } from '../core/clock'
import { describeTurnFailure } from '../core/errors/describe-turn-failure'
import { failedTurn } from '../core/session/failed-turn'
import { waysAfterFailure } from '../core/lanes/ways-on'
import { displayName } from '../core/words/display-name'
import { clockTime } from '../core/words/times'
import type { AppStore } from './app-store'

/**
 * Says once in home when Codex could not finish a turn, and takes it back when a later turn of the session works. What failed
 * before Firebreak was started stands with its session only.
 */
export function sayFailedTurns({ store, clock }: { readonly store: AppStore; readonly clock: Clock }): () => void {
  const sinceMs = clock.now()
  const told = new Set<string>()

  const look = ({ sessions, models, settings }: AppState): void => {
    for (const session of sessions) {
      const id = `turn-failed:${session.id}`
      const failed = failedTurn(session)
      if (failed === null) {
        const isShown = store.state().notices.some((notice) => notice.id === id)
        if (isShown) store.dispatch({ type: 'notice/dismissed', id })
        continue
      }
      const key = `${session.id} ${failed.turnId}`
      if (failed.atMs < sinceMs || told.has(key)) continue
      told.add(key)
      const name = models.list?.find((model) => model.id === failed.model)?.displayName ?? failed.model
      const { message, next } = describeTurnFailure(failed.failure, name, failed.lane)
      const where = displayName(session.repoPath.split('/').findLast((part) => part !== '') ?? session.repoPath)
      const said = `${message} (${where}, ${clockTime(failed.atMs)})`
      const ways = waysAfterFailure(failed.failure.kind, failed, { settings, models: models.list })
      store.dispatch({ type: 'notice/raised', notice: { id, kind: 'warning', message: said, next, ways } })
    }
  }

  return store.subscribe((state, previous) => {
    if (state.sessions !== previous.sessions) look(state)
  })
}
