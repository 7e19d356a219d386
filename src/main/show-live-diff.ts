import type { RepoId } from '../core/repo/repo-status'
import type { AppStore } from './app-store'
import type { Shell } from './shell-port'

/** Opens the live diff beside a session that starts. It never takes the focus: the terminal has it. */
export function showLiveDiff(
  { store, shell }: { readonly store: AppStore; readonly shell: Shell },
  repoId: RepoId,
): void {
  const repo = store.state().repos[repoId]
  if (repo === undefined || store.state().settings.onSessionStart !== 'open') return
  shell.openWindow({ view: 'diff', repoId, repoName: repo.name }, { focus: false })
}
