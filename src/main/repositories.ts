import { basename } from 'node:path'
import type { Clock } from '../core/clock'
import type { KnownRepo } from '../core/app/state'
import { describeRepoError } from '../core/errors/describe-error'
import type { RepoError, RepoId } from '../core/repo/repo-status'
import { err, ok, type Result } from '../core/result'
import { isLive } from '../core/session/session'
import type { RecentRepository } from '../services/codex/recent-repositories'
import { repoIdOf } from '../services/repo-id'
import type { SettingsFile } from '../services/settings/settings-file'
import type { OpenedRepo } from '../shared/repo-answers'
import type { AppStore } from './app-store'
import type { RepoHost } from './repo/repo-host'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly clock: Clock
  /** Whether a commit or a start runs there. */
  readonly isBusy: (repoId: RepoId) => boolean
  /** The repo process serves it, or serves it anew. */
  readonly onOpened: (repoId: RepoId) => void
  /** Repositories that Codex used last. */
  readonly recentOfCodex: () => Promise<readonly RecentRepository[]>
}

/** Which repositories are watched: the active one, and each with a live session that is followed. */
export interface Repositories {
  /** Watches a folder's repository and makes it the active one. A folder that cannot be watched changes nothing. */
  activate(folder: string): Promise<Result<OpenedRepo, RepoError>>
  /** Watches the repository of a live session without making it the active one. */
  protect(folder: string): Promise<Result<OpenedRepo, RepoError>>
  /** Stops watching repositories that are neither active nor have a live session. */
  releaseIdle(): Promise<void>
  /** Watches everything again, after the repo process was restarted; answers what could not be. */
  reopen(): Promise<readonly { readonly folder: string; readonly error: RepoError }[]>
  /** Reads again which repositories can be chosen. */
  refreshKnown(): Promise<void>
}

const mostRecent = 20

export function createRepositories(deps: Deps): Repositories {
  const { store, host, settings, clock, isBusy, recentOfCodex } = deps
  let queue: Promise<unknown> = Promise.resolve()

  /** One after the other: a close must not be answered after the open that came behind it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(work)
    queue = mine.catch(() => {})
    return mine
  }

  const open = async (folder: string): Promise<Result<OpenedRepo, RepoError>> => {
    const repoId = await repoIdOf(folder)
    const consentedFilters = settings.current().repositories.filterConsent[repoId] ?? []
    const opened = await host.request({ type: 'open', repoId, folder, consentedFilters })
    if (opened.ok) {
      store.dispatch({ type: 'repo/opened', repo: opened.value })
      deps.onOpened(opened.value.repoId)
    }
    return opened
  }

  const isNeeded = (repoId: RepoId): boolean => {
    const { activeRepoId, sessions } = store.state()
    return (
      activeRepoId === repoId || isBusy(repoId) || sessions.some((s) => s.repoId === repoId && s.following && isLive(s))
    )
  }

  const releaseIdle = async (): Promise<void> => {
    for (const repoId of Object.keys(store.state().repos)) {
      if (isNeeded(repoId)) continue
      await host.request({ type: 'close', repoId })
      store.dispatch({ type: 'repo/closed', repoId })
    }
  }

  const refreshKnown = async (): Promise<void> => {
    const own = settings.current().repositories.recent
    const known = new Map<RepoId, KnownRepo>()
    const add = async ({ path, atMs }: RecentRepository, from: KnownRepo['from']) => {
      const repoId = await repoIdOf(path)
      if (!known.has(repoId)) known.set(repoId, { repoId, folder: path, name: basename(path), from, lastUsedMs: atMs })
    }
    for (const recent of own) await add(recent, 'firebreak')
    for (const recent of await recentOfCodex()) await add(recent, 'codex')
    store.dispatch({ type: 'repos/known', repos: [...known.values()] })
  }

  const activate = async (folder: string): Promise<Result<OpenedRepo, RepoError>> => {
    const opened = await open(folder)
    if (!opened.ok) {
      store.dispatch({ type: 'repo/refused', problem: describeRepoError(opened.error) })
      return err(opened.error)
    }
    const { repoId, top } = opened.value
    store.dispatch({ type: 'repo/activated', repoId })
    await settings.update((current) => ({
      ...current,
      repositories: {
        ...current.repositories,
        active: top,
        recent: [
          { path: top, atMs: clock.now() },
          ...current.repositories.recent.filter((recent) => recent.path !== top),
        ].slice(0, mostRecent),
      },
    }))
    await releaseIdle()
    await refreshKnown()
    return ok(opened.value)
  }

  return {
    activate: (folder) => inTurn(() => activate(folder)),
    protect: (folder) => inTurn(() => open(folder)),
    releaseIdle: () => inTurn(releaseIdle),
    reopen: () =>
      inTurn(async () => {
        const failed: { readonly folder: string; readonly error: RepoError }[] = []
        for (const { repoId, top } of Object.values(store.state().repos)) {
          const opened = await open(top)
          if (opened.ok) continue
          store.dispatch({ type: 'repo/status-failed', repoId, error: opened.error })
          failed.push({ folder: top, error: opened.error })
        }
        return failed
      }),
    refreshKnown,
  }
}
