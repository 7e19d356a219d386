import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/clock'
import type { Lane } from '../../core/lanes/lanes'
import type { RepoId } from '../../core/repo/repo-status'
import { newSession } from '../../core/session/session'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { createAcceptCapture } from './hold-back'
import type { Sessions } from '../sessions'
import type { Shell } from '../shell-port'
import { showLiveDiff } from '../show-live-diff'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly sessions: Sessions
  readonly settings: SettingsFile
  readonly shell: Shell
  readonly clock: Clock
}

/** "I start it myself": takes the baseline now and follows the next Codex session in this repository. */
export function createStartByHand(deps: Deps) {
  const { store, host, sessions, shell, clock } = deps
  const acceptCapture = createAcceptCapture(deps)
  return async ({ repoId, lane }: { readonly repoId: RepoId; readonly lane: Lane }): Promise<CommandResult> => {
    const repo = store.state().repos[repoId]
    if (repo === undefined) return refused('unknown-repo', 'This repository is not open.', 'Choose it first.')
    if (sessions.liveIn(repoId) !== null)
      return refused('session-live', 'A session is already followed here.', 'Stop following it first.')
    const sessionId = randomUUID()
    const baseline = await host.request({ type: 'begin-session', repoId, sessionId })
    if (!baseline.ok) return failed(baseline.error)
    const { id: checkpointId, atMs, head } = baseline.value
    await sessions.begin(
      newSession({
        id: sessionId,
        repoId,
        repoPath: repo.top,
        lane,
        model: store.state().settings.lanes[lane].model,
        where: 'by-hand',
        prompt: null,
        startedAtMs: clock.now(),
        baseline: { checkpointId, commit: head, atMs },
        startedWithoutGate: 'by-hand',
      }),
    )
    // What checkpoints keep was shown beside the button that was pressed.
    await acceptCapture({ repoId })
    showLiveDiff({ store, shell }, repoId)
    return accepted
  }
}
