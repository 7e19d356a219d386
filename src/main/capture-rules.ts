import type { Cancel } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import type { Settings } from '../core/settings'
import type { AppStore } from './app-store'
import type { RepoHost } from './repo/repo-host'

/** What the settings say about captures goes to the repo process before anything is captured, and when it changes. */
export interface CaptureRules {
  /** To be called right behind `open`: requests of one repository are taken in order. */
  send(repoId: RepoId): void
  stop: Cancel
}

export function createCaptureRules({
  store,
  host,
}: {
  readonly store: AppStore
  readonly host: RepoHost
}): CaptureRules {
  const send = (repoId: RepoId): void => {
    const rules = rulesOf(store.state().settings, repoId)
    void host.request({ type: 'capture-rules', repoId, ...rules })
  }
  const stop = store.subscribe(({ settings, repos }, previous) => {
    if (settings.checkpoints === previous.settings.checkpoints) return
    for (const repoId of Object.keys(repos)) {
      const [now, before] = [rulesOf(settings, repoId), rulesOf(previous.settings, repoId)]
      if (JSON.stringify(now) !== JSON.stringify(before)) send(repoId)
    }
  })
  return { send, stop }
}

function rulesOf({ checkpoints }: Settings, repoId: RepoId) {
  const { ignoredFileBytes, ignoredTotalBytes, leaveOut } = checkpoints
  return { ignoredFileBytes, ignoredTotalBytes, leaveOut: leaveOut[repoId] ?? [] }
}
