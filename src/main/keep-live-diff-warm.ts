import type { Cancel, Clock } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import { isLive } from '../core/session/session'
import type { AppStore } from './app-store'
import type { PreparedWindow, Shell } from './shell-port'
import { liveDiffOfStart } from './show-live-diff'

interface Deps {
  readonly store: AppStore
  readonly shell: Shell
  readonly clock: Clock
}

export interface WarmLiveDiff {
  /** Home was opened or looked at. */
  lookedAt(): void
  /** A window was closed. */
  windowClosed(): void
  stop(): void
}

/** Home is drawn and the status is read first; a start that is quicker than this loads its window itself. */
const restMs = 1_000
/** Somebody who starts a session does so soon after home was looked at. Then the memory is given back. */
const keptMs = 5 * 60_000

/**
 * While home is open and no session is on, the live diff that a start would open is loaded out of sight, so that the start has only
 * to show it. Without home there is no such window: what only sits in the tray stays small.
 */
export function keepLiveDiffWarm({ store, shell, clock }: Deps): WarmLiveDiff {
  let warm: { readonly repoId: RepoId; readonly prepared: PreparedWindow } | null = null
  let soon: { readonly repoId: RepoId; readonly cancel: Cancel } | null = null
  let later: Cancel = () => {}
  let wantedBefore: RepoId | null = null
  let rested = true

  /** The repository that a start is likely in next. */
  const wanted = (): RepoId | null => {
    const { activeRepoId, sessions } = store.state()
    if (activeRepoId === null || !shell.isOpen({ view: 'home' })) return null
    const view = liveDiffOfStart(store, activeRepoId)
    const isOn = sessions.some((session) => session.repoId === activeRepoId && isLive(session))
    return view === null || isOn || shell.isOpen(view) ? null : activeRepoId
  }

  const letGo = (): void => {
    soon?.cancel()
    soon = null
    warm?.prepared.letGo()
    warm = null
  }

  const prepare = (repoId: RepoId): void => {
    soon = null
    const view = liveDiffOfStart(store, repoId)
    if (view !== null) warm = { repoId, prepared: shell.prepareWindow(view) }
  }

  /** Somebody is there: from now on it is kept for a while. */
  const attend = (): void => {
    rested = false
    later()
    later = clock.after(keptMs, () => {
      rested = true
      letGo()
    })
  }

  const follow = (): void => {
    const repoId = wanted()
    // What makes a start possible is somebody's doing, such as the end of a session.
    if (repoId !== wantedBefore && repoId !== null) attend()
    wantedBefore = repoId
    const held = warm?.repoId ?? soon?.repoId ?? null
    const next = rested ? null : repoId
    if (held === next) return
    letGo()
    if (next !== null) soon = { repoId: next, cancel: clock.after(restMs, () => prepare(next)) }
  }

  const unsubscribe = store.subscribe(follow)
  return {
    lookedAt() {
      attend()
      follow()
    },
    windowClosed: follow,
    stop() {
      unsubscribe()
      later()
      letGo()
    },
  }
}
