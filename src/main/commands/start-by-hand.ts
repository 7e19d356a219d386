import { randomUUID } from 'node:crypto'
import type { Clock } from '../../core/clock'
import { describeError } from '../../core/errors/describe-error'
import { gateOf } from '../../core/gate/held-back'
import { isGatedModel, type Lane } from '../../core/lanes/lanes'
import type { RepoId } from '../../core/repo/repo-status'
import { err } from '../../core/result'
import { givesWay } from '../../core/session/busy'
import { newSession } from '../../core/session/session'
import { baselineFacts, factsOfStart, partialBaseline, wayOutOff } from '../../core/start/passage'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { createAcceptCapture } from './hold-back'
import type { Sessions } from '../sessions'
import type { Shell } from '../shell-port'
import { prepareLiveDiff } from '../show-live-diff'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly sessions: Sessions
  readonly settings: SettingsFile
  readonly shell: Shell
  readonly clock: Clock
}

export interface StartByHandWish {
  readonly repoId: RepoId
  readonly lane: Lane
  /** Although the baseline cannot hold everything. */
  readonly acceptPartial?: boolean | undefined
}

/**
 * "I start it myself": takes the baseline now and follows the next Codex session in this repository. Past a closed gate
 * it is a way out; the session that waits for Codex then is its one-time pass.
 */
export function createStartByHand(deps: Deps) {
  const { store, host, sessions, clock } = deps
  const acceptCapture = createAcceptCapture(deps)
  return async ({ repoId, lane, acceptPartial }: StartByHandWish): Promise<CommandResult> => {
    const repo = store.state().repos[repoId]
    if (repo === undefined) return refused('unknown-repo', 'This repository is not open.', 'Choose it first.')
    const live = sessions.liveIn(repoId)
    if (live !== null && !givesWay(live))
      return refused('session-live', 'A session is already followed here.', 'Stop following it first.')
    const status = await host.request({ type: 'read-status', repoId })
    if (!status.ok) return err(describeError(status.error))
    store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
    const { settings } = store.state()
    const model = settings.lanes[lane].model
    const gate = gateOf(status.value, settings, repoId)
    const gated = lane === 'spark' || isGatedModel(model, settings) || settings.standardPolicy === 'gate'
    if (gated && gate.kind === 'closed' && !settings.waysOut.startMyself) return err(wayOutOff('I start it myself'))

    const sessionId = randomUUID()
    // Its window loads while the baseline is taken.
    const diff = prepareLiveDiff(deps, repoId)
    await sessions.makeWay(repoId)
    const baseline = await host.request({ type: 'begin-session', repoId, sessionId, unconfirmed: true })
    if (!baseline.ok) {
      diff.drop()
      await sessions.resume((id) => id === repoId)
      return err(describeError(baseline.error))
    }
    if (!baseline.value.complete && gated && acceptPartial !== true) {
      diff.drop()
      await host.request({ type: 'end-session', repoId, sessionId })
      await sessions.resume((id) => id === repoId)
      return err(partialBaseline(baseline.value))
    }
    const { id: checkpointId, atMs, head } = baseline.value
    await sessions.begin(
      newSession({
        id: sessionId,
        repoId,
        repoPath: repo.top,
        lane,
        model,
        where: 'by-hand',
        prompt: null,
        startedAtMs: clock.now(),
        baseline: { checkpointId, commit: head, atMs },
        ...factsOfStart({ kind: 'free' }, gate),
        ...baselineFacts(baseline.value),
        startedWithoutGate: gated && gate.kind === 'closed' ? 'by-hand' : null,
      }),
    )
    diff.show()
    // What checkpoints keep was shown beside the button that was pressed.
    await acceptCapture({ repoId })
    return accepted
  }
}
