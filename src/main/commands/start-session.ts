import { randomUUID } from 'node:crypto'
import type { RepoState } from '../../core/app/state'
import type { Clock } from '../../core/clock'
import { describeCodexError } from '../../core/errors/describe-codex-error'
import type { DescribedError } from '../../core/errors/described-error'
import { describeError } from '../../core/errors/describe-error'
import type { CommitGate } from '../../core/gate/commit-gate'
import { type Lane, laneViews } from '../../core/lanes/lanes'
import type { RepoId } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { givesWay } from '../../core/session/busy'
import { newSession, type Session, type SessionId } from '../../core/session/session'
import { baselineFacts, factsOfStart, partialBaseline, type WishedWay } from '../../core/start/passage'
import { clockTime } from '../../core/words/times'
import type { Supervisor } from '../../services/codex/supervisor'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'
import type { ModelSwitching } from '../model-switching'
import { raiseStartRefused, startRefused } from '../notices'
import type { RepoHost } from '../repo/repo-host'
import type { SessionTerminal } from '../session-terminal'
import type { Sessions } from '../sessions'
import type { Shell } from '../shell-port'
import { type PreparedLiveDiff, prepareLiveDiff } from '../show-live-diff'
import { createLaunchSession } from '../start/launch-session'
import { createStartLooks, type LetIn } from '../start/start-looks'
import type { StartHooks } from '../start/start-points'
import { createAcceptCapture } from './hold-back'

export interface StartWish {
  readonly repoId: RepoId
  readonly lane: Lane
  readonly prompt: string | null
  /** Start although the model is not offered. */
  readonly tryAnyway: boolean
  /** The way out that is taken when the gate is closed. */
  readonly way?: WishedWay | null | undefined
  /** Start although the baseline cannot hold everything. */
  readonly acceptPartial?: boolean | undefined
}

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly settings: SettingsFile
  readonly supervisor: Supervisor
  readonly sessions: Sessions
  readonly terminal: SessionTerminal
  readonly shell: Shell
  readonly clock: Clock
  readonly startHooks: StartHooks
  readonly switching: ModelSwitching
}

interface Prepared {
  readonly repo: RepoState
  /** A session that still waits for its command to be pasted, and that this one replaces. */
  readonly live: Session | null
  readonly codexPath: string
  readonly model: string
  /** Null leaves the reasoning effort to Codex. */
  readonly effort: string | null
}

/**
 * Starts a session in a terminal: the gate, the baseline, a second look, the terminal, and when the launcher waits in it
 * the last look. That is the start: a save before it makes the start fail, a save after it belongs to the session.
 */
export function createStartSession(deps: Deps) {
  const { store, host, supervisor, sessions, switching, clock, startHooks } = deps
  const acceptCapture = createAcceptCapture(deps)
  const looks = createStartLooks(deps)
  const { launch, waitsForPaste, replace } = createLaunchSession({ ...deps, looks, hooks: startHooks })

  async function start(wish: StartWish): Promise<CommandResult> {
    const { repoId, lane } = wish
    const prepared = await prepare(wish)
    if (!prepared.ok) return prepared
    const { model } = prepared.value
    const first = await looks.first({ repoId, lane, model, way: wish.way ?? null })
    if (!first.ok) return first
    const diff = prepareLiveDiff(deps, repoId)
    const result = await begin(wish, prepared.value, first.value, diff)
    if (!result.ok) diff.drop()
    return result
  }

  async function begin(
    wish: StartWish,
    { repo, live, codexPath, model, effort }: Prepared,
    first: Pick<LetIn, 'passage' | 'commit'>,
    diff: PreparedLiveDiff,
  ): Promise<CommandResult> {
    const { repoId, lane } = wish
    const { passage } = first
    await startHooks['after-gate']?.()

    store.dispatch({ type: 'commit/begun', step: 'starting' })
    store.dispatch({ type: 'notice/dismissed', id: startRefused })
    if (live !== null) replace(live.id)
    await sessions.makeWay(repoId)
    const sessionId = randomUUID()
    const taken = await host.request({ type: 'begin-session', repoId, sessionId })
    if (!taken.ok) return over(repoId, null, describeError(taken.error))
    const baseline = taken.value
    if (!baseline.complete && passage.kind !== 'free' && wish.acceptPartial !== true)
      return over(repoId, sessionId, partialBaseline(baseline))
    await startHooks['after-baseline']?.()

    const begun = { ...first, repoId, sessionId, codexPath, effort }
    const second = await looks.again(begun, false)
    if (!second.ok) return over(repoId, sessionId, second.error)
    await startHooks['after-second-look']?.()

    const session = (gate: CommitGate): Session =>
      newSession({
        id: sessionId,
        repoId,
        repoPath: repo.top,
        lane,
        model,
        where: 'terminal',
        prompt: wish.prompt?.trim() ? wish.prompt : null,
        startedAtMs: clock.now(),
        baseline: { checkpointId: baseline.id, commit: first.commit, atMs: baseline.atMs },
        ...factsOfStart(passage, gate),
        ...baselineFacts(baseline),
      })
    // Before the terminal: what opens later stands above.
    diff.show()
    const launched = await launch({ ...begun, session }, second.value)
    if (!launched.ok) return over(repoId, sessionId, launched.error)
    if (launched.value.kind === 'to-paste') return shown(launched.value.how)
    // What checkpoints keep was shown beside the button that was pressed.
    await acceptCapture({ repoId })
    store.dispatch({ type: 'commit/done' })
    await switching.setNextSession(null)
    return accepted
  }

  return {
    start,
    /** Asked before a commit that is made for this start: null when only uncommitted work can stand in its way. */
    async obstacle(wish: StartWish): Promise<CommandResult | null> {
      const prepared = await prepare(wish)
      return prepared.ok ? null : prepared
    },
  }

  /** Everything but the files: what would refuse a start whatever is committed. */
  async function prepare({ repoId, lane, tryAnyway }: StartWish): Promise<Result<Prepared, DescribedError>> {
    const repo = store.state().repos[repoId]
    if (repo === undefined)
      return err({ code: 'unknown-repo', message: 'This repository is not open.', next: 'Choose it first.' })
    const live = sessions.liveIn(repoId)
    const mustPaste = live !== null && waitsForPaste(live.id)
    if (live !== null && !mustPaste && !givesWay(live)) return err(sessionIsLive(live))
    const codex = await supervisor.locate()
    if (!codex.ok) return err(describeCodexError(codex.error))
    const { model, effort } = await modelFor(lane)
    const notOffered = tryAnyway ? null : whyNotOffered(lane, model)
    return notOffered === null
      ? ok({ repo, live: mustPaste ? live : null, codexPath: codex.value.path, model, effort })
      : err(notOffered)
  }

  /** The start did not happen: what it began is taken back, and home and tray say why. */
  async function over(repoId: RepoId, sessionId: SessionId | null, error: DescribedError): Promise<CommandResult> {
    if (sessionId !== null) await host.request({ type: 'end-session', repoId, sessionId })
    await sessions.resume((id) => id === repoId)
    raiseStartRefused(store, error)
    return shown(error)
  }

  function shown(error: DescribedError): CommandResult {
    store.dispatch({ type: 'commit/failed', error })
    return err(error)
  }

  async function modelFor(lane: Lane): Promise<Pick<Prepared, 'model' | 'effort'>> {
    const next = await switching.nextSession()
    if (next !== null) return { model: next.modelId, effort: next.effort }
    const { model, effort = null } = store.state().settings.lanes[lane]
    return { model, effort }
  }

  function whyNotOffered(lane: Lane, model: string): DescribedError | null {
    const { settings, models, limits } = store.state()
    const view = laneViews(settings, models.list, limits.account.kind).find((candidate) => candidate.lane === lane)
    if (view === undefined || view.modelId !== model || view.offered !== 'no') return null
    const next =
      view.suggestion === null
        ? 'Choose another model for this lane.'
        : `Use ${view.suggestion.displayName} in this lane, or try anyway.`
    return { code: 'model-not-offered', message: `${view.displayName} is not offered to this account.`, next }
  }
}

function sessionIsLive(session: Session): DescribedError {
  const lane = session.lane === 'spark' ? 'Spark' : 'standard'
  return {
    code: 'session-live',
    message: `A ${lane} session is on here since ${clockTime(session.startedAtMs)}.`,
    next: 'End it in its terminal, or stop following it.',
  }
}
