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
  const view = wantedView(store, repoId)
  if (view === null) return { show: () => {}, drop: () => {} }
  const drop = shell.prepareWindow(view)
  return { show: () => shell.openWindow(view, { focus: false }), drop }
}

function wantedView(store: AppStore, repoId: RepoId): View | null {
  const repo = store.state().repos[repoId]
  if (repo === undefined || store.state().settings.onSessionStart !== 'open') return null
  return { view: 'diff', repoId, repoName: repo.name }
}
