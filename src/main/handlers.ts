import type { Clock } from '../core/clock'
import type { RepoId } from '../core/repo/repo-status'
import { isLive } from '../core/session/session'
import type { LimitsReader } from '../services/limits/limits-reader'
import type { LimitTrails } from './limit-trails'
import type { Supervisor } from '../services/codex/supervisor'
import type { SettingsFile } from '../services/settings/settings-file'
import type { AppStore } from './app-store'
import { createActingHandlers } from './acting-handlers'
import type { CodexModels } from './codex-models'
import type { BusyRepos } from './busy-repos'
import { createCheckpointHandlers } from './checkpoint-handlers'
import type { Checkpoints } from './checkpoints'
import { accepted, refused } from './command-error'
import { createChooseFolder, createChooseRepo } from './commands/choose-repo'
import { createCommitChanges } from './commands/commit-changes'
import { createAcceptCapture, createConsentFilter, createHoldBack, createRelease } from './commands/hold-back'
import { createAttachDiff, createKeepOnTop, createOpenWindow } from './commands/open-window'
import { createGuardHandlers } from './commands/guard'
import { createReviewMarks } from './commands/mark-reviewed'
import { createPauseGate, createResumeGate } from './commands/pause-gate'
import type { ModelSwitching } from './model-switching'
import { createModelBack, createSelectEffort, createSelectModel } from './commands/select-model'
import { createUseModelInLane } from './commands/use-model-in-lane'
import { createSetSetting } from './commands/set-setting'
import { createStartByHand } from './commands/start-by-hand'
import { createReviewSession } from './commands/review-session'
import { createStartSession } from './commands/start-session'
import { createUncommit } from './commands/uncommit'
import type { MadeCommits } from '../services/made-commits'
import type { CommandResult } from '../shared/contract'
import type { FollowNewest } from './follow-newest'
import type { CommandHandlers } from './ipc/command-router'
import type { LastChanges } from './last-changes'
import type { Guard } from './guard/guard'
import type { RepoHost } from './repo/repo-host'
import { startRefused } from './notices'
import type { Repositories } from './repositories'
import type { SessionTerminal } from './session-terminal'
import type { Sessions } from './sessions'
import type { Shell } from './shell-port'
import type { StartHooks } from './start/start-points'

/** Everything that a command can need. */
export interface HandlerDeps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly supervisor: Supervisor
  readonly models: CodexModels
  readonly limits: LimitsReader
  readonly trails: LimitTrails
  readonly lastChanges: LastChanges
  readonly repositories: Repositories
  readonly follow: FollowNewest
  readonly sessions: Sessions
  readonly terminal: SessionTerminal
  readonly switching: ModelSwitching
  readonly startHooks: StartHooks
  readonly shell: Shell
  readonly busy: BusyRepos
  readonly checkpoints: Checkpoints
  readonly guard: Guard
  readonly madeCommits: MadeCommits
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  /** FIREBREAK_HOME */
  readonly home: string
}

function quitQuestion(sessions: number): { readonly message: string; readonly detail: string } {
  return {
    message: sessions === 1 ? 'A session is still on.' : `${sessions} sessions are still on.`,
    detail: 'Codex goes on without Firebreak, but checkpoints and the live diff stop until Firebreak is started again.',
  }
}

/** Which wish is carried out by what. */
export function createHandlers(deps: HandlerDeps): CommandHandlers {
  const { store, sessions, models, limits, repositories, shell, busy } = deps
  const commit = createCommitChanges(deps)
  const uncommit = createUncommit(deps)
  const starting = createStartSession(deps)
  const startByHand = createStartByHand(deps)
  const marks = createReviewMarks(deps)
  // Another repository can have become the active one meanwhile.
  const thenRelease = async (result: Promise<CommandResult>): Promise<CommandResult> => {
    const answer = await result
    await repositories.releaseIdle()
    return answer
  }
  const alone = (repoId: RepoId, work: () => Promise<CommandResult>) => thenRelease(busy.alone(repoId, work))
  const start = (repoId: RepoId, work: () => Promise<CommandResult>) => thenRelease(busy.start(repoId, work))
  return {
    'repo/choose-folder': createChooseFolder(deps),
    'repo/choose': createChooseRepo(deps),
    'repo/accept-capture': createAcceptCapture(deps),
    'repo/hold-back': createHoldBack(deps),
    'repo/release': createRelease(deps),
    'repo/consent-filter': createConsentFilter(deps),
    'repo/commit': (wish) =>
      alone(wish.repoId, async () => {
        const committed = await commit(wish)
        // What stood in the way of an earlier start is settled.
        if (committed.ok) store.dispatch({ type: 'notice/dismissed', id: startRefused })
        return committed
      }),
    // Offered as soon as the commit is there, while its command still reads how the repository stands now.
    'repo/uncommit': (wish) => thenRelease(busy.inTurn(wish.repoId, () => uncommit(wish))),
    'session/start': (wish) => start(wish.repoId, () => starting.start(wish)),
    // One press does both, and stops at the first failure.
    'session/commit-and-start': (wish) =>
      start(wish.repoId, async () => {
        // A commit for a start that cannot be would be a surprise.
        const inTheWay = await starting.obstacle(wish)
        if (inTheWay !== null) return inTheWay
        const committed = await commit(wish)
        return committed.ok ? starting.start(wish) : committed
      }),
    'session/start-by-hand': (wish) => start(wish.repoId, () => startByHand(wish)),
    'session/stop-following': async ({ sessionId }) =>
      sessions.stopFollowing(sessionId)
        ? accepted
        : refused('unknown-session', 'There is no such session.', 'Look at the list of sessions.'),
    'session/review': createReviewSession(deps),
    'review/mark': (wish) => marks.mark(wish),
    'review/undo': (wish) => marks.undo(wish),
    'model/select': createSelectModel(deps),
    'model/effort': createSelectEffort(deps),
    'model/back': createModelBack(deps),
    'model/forget-next': async () => {
      await deps.switching.setNextSession(null)
      return accepted
    },
    'model/keep': async () => {
      store.dispatch({ type: 'model/asked', question: null })
      return accepted
    },
    'lane/use-model': createUseModelInLane(deps),
    'limits/refresh': async () => {
      await Promise.all([limits.readAfresh(), models.refresh()])
      return accepted
    },
    'limits/show-history': async ({ limitId, minutes, span }) => {
      await deps.trails.show({ limitId, minutes, span })
      return accepted
    },
    'limits/close-history': async () => {
      await deps.trails.show(null)
      return accepted
    },
    ...createGuardHandlers({ ...deps, commit }),
    'gate/pause': createPauseGate(deps),
    'gate/resume': createResumeGate(deps),
    ...createCheckpointHandlers({ ...deps, alone }),
    ...createActingHandlers({ ...deps, alone }),
    'window/open': createOpenWindow(deps),
    'window/keep-on-top': createKeepOnTop(deps),
    'diff/attach': createAttachDiff(deps),
    'settings/set': createSetSetting(deps),
    'notice/dismiss': async ({ id }) => {
      store.dispatch({ type: 'notice/dismissed', id })
      return accepted
    },
    'app/quit': async () => {
      const live = store.state().sessions.filter((session) => isLive(session) && session.following)
      if (live.length === 0 || (await shell.confirmQuit(quitQuestion(live.length)))) shell.quit()
      return accepted
    },
  }
}
