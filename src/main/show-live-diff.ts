import type { RepoId } from '../core/repo/repo-status'
import type { AppStore } from './app-store'
import type { Shell, View } from './shell-port'

interface Deps {
  readonly store: AppStore
  readonly shell: Shell
}

/** The live diff of a start that is under way. */
export interface PreparedLiveDiff {
  show(): void
  /** The start did not happen. A window that was there before stays. */
  drop(): void
}

/**
 * Loads the live diff while a start is looked into, so that it is there at once when the session is. It never takes the
 * focus: the terminal has it.
 */
export function prepareLiveDiff({ store, shell }: Deps, repoId: RepoId): PreparedLiveDiff {
  const view = liveDiffOfStart(store, repoId)
  if (view === null) return { show: () => {}, drop: () => {} }
  const prepared = shell.prepareWindow(view)
  let shown = false
  return {
    show() {
      shown = true
      shell.openWindow(view, { focus: false })
    },
    // A window that somebody opened meanwhile is theirs.
    drop: () => (shown ? prepared.takeBack() : prepared.letGo()),
  }
}

/** What a start in this repository opens; null when it opens none. */
export function liveDiffOfStart(store: AppStore, repoId: RepoId): View | null {
  const repo = store.state().repos[repoId]
  if (repo === undefined || store.state().settings.onSessionStart !== 'open') return null
  return { view: 'diff', repoId, repoName: repo.name }
}
