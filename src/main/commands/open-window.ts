import type { RepoId } from '../../core/repo/repo-status'
import { changeEnds } from '../../core/session/change-ends'
import { isLive } from '../../core/session/session'
import { shownSession } from '../../core/session/shown-session'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { LastChanges } from '../last-changes'
import type { RepoHost } from '../repo/repo-host'
import type { Shell } from '../shell-port'

interface Deps {
  readonly store: AppStore
  readonly shell: Shell
  readonly host: RepoHost
}

/** Opens or shows a window. A live diff belongs to a repository: the active one when none is named. */
export function createOpenWindow({ store, shell }: Deps) {
  return async (wish: {
    readonly view: 'home' | 'diff' | 'settings'
    readonly repoId: RepoId | null
  }): Promise<CommandResult> => {
    if (wish.view !== 'diff') {
      shell.openWindow({ view: wish.view }, { focus: true })
      return accepted
    }
    const repo = store.state().repos[wish.repoId ?? store.state().activeRepoId ?? '']
    if (repo === undefined) return refused('unknown-repo', 'No repository is open.', 'Choose one first.')
    shell.openWindow({ view: 'diff', repoId: repo.repoId, repoName: repo.name }, { focus: true })
    return accepted
  }
}

/** Keeps a live diff window above all others, or no longer. */
export function createKeepOnTop({ shell }: Pick<Deps, 'shell'>) {
  return async ({ repoId, on }: { readonly repoId: RepoId; readonly on: boolean }): Promise<CommandResult> =>
    shell.keepOnTop(repoId, on) ? accepted : refused('no-window', 'The live diff window is gone.', 'Open it again.')
}

/** Connects the live diff window with the repo process; from then on diffs do not pass through main. */
export function createAttachDiff({ store, shell, host, lastChanges }: Deps & { readonly lastChanges: LastChanges }) {
  /** The window lists the changes of this session, so that the repo process has to know them, also after a restart. */
  const showSession = async (repoId: RepoId): Promise<void> => {
    const { sessions, compared, changes } = store.state()
    const shown = shownSession(sessions, repoId, compared)
    if (shown === null || shown.baseline === null) return
    if (sessions.some((session) => session.repoId === repoId && isLive(session) && session.following)) return
    const of = { repoId, sessionId: shown.id, baseline: shown.baseline.checkpointId }
    // First, so that nothing else is ever shown as the last change.
    lastChanges.again(shown.id)
    const known = await host.request({ type: 'show-session', ...of, changes: changeEnds(changes[shown.id] ?? []) })
    if (!known.ok || known.value.sessionId === null) return
    store.dispatch({ type: 'session/compared', repoId, sessionId: known.value.sessionId })
  }

  return async ({ repoId }: { readonly repoId: RepoId }): Promise<CommandResult> => {
    const channel = await shell.diffChannel(repoId)
    if (channel === null) return refused('no-window', 'The live diff window is gone.', 'Open it again.')
    await showSession(repoId)
    const attached = await host.request({ type: 'attach-diff', repoId }, [channel.repoEnd])
    if (!attached.ok) {
      channel.close()
      return failed(attached.error)
    }
    channel.deliver()
    return accepted
  }
}
