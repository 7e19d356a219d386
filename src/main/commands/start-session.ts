import { randomUUID } from 'node:crypto'
import type { RepoState } from '../../core/app/state'
import type { Clock } from '../../core/clock'
import { describeError } from '../../core/errors/describe-error'
import { describeCodexError } from '../../core/errors/describe-codex-error'
import { describeLaunchError, launchRefusalWords } from '../../core/errors/describe-launch-error'
import type { CommitGate } from '../../core/gate/commit-gate'
import { gateOf } from '../../core/gate/held-back'
import { isGatedModel, type Lane, laneViews } from '../../core/lanes/lanes'
import type { CommitId, RepoId } from '../../core/repo/repo-status'
import { err } from '../../core/result'
import { newSession, type Session, type SessionId } from '../../core/session/session'
import { count } from '../../core/words/counts'
import { gateHeadline, gateNextStep } from '../../core/words/gate-words'
import { clockTime } from '../../core/words/times'
import type { Supervisor } from '../../services/codex/supervisor'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import { createAcceptCapture } from './hold-back'
import type { SessionTerminal } from '../session-terminal'
import type { Sessions } from '../sessions'
import type { Shell } from '../shell-port'
import { showLiveDiff } from '../show-live-diff'

export interface StartWish {
  readonly repoId: RepoId
  readonly lane: Lane
  readonly prompt: string | null
  /** Start although the model is not offered, or although not every file could be captured. */
  readonly tryAnyway: boolean
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
}

/**
 * Starts a session in a terminal: the gate, then the baseline, then the gate again, then Codex. A save between the two
 * looks makes the start fail; a save after it belongs to the session.
 */
export function createStartSession(deps: Deps) {
  const { store, host, supervisor, sessions, terminal, clock } = deps
  const acceptCapture = createAcceptCapture(deps)
  /** Sessions that wait for their command to be pasted into a terminal. */
  const toPaste = new Set<SessionId>()

  /** Everything but the files: what would refuse a start whatever is committed. */
  async function prepare({ repoId, lane, tryAnyway }: StartWish): Promise<Prepared> {
    const no = (refusal: CommandResult): Prepared => ({ ok: false, refusal })
    const repo = store.state().repos[repoId]
    if (repo === undefined) return no(refused('unknown-repo', 'This repository is not open.', 'Choose it first.'))
    const live = sessions.liveIn(repoId)
    if (live !== null && !(live.state === 'starting' && toPaste.has(live.id))) return no(sessionIsLive(live))
    const codex = await supervisor.locate()
    if (!codex.ok) return no(err(describeCodexError(codex.error)))
    const model = modelFor(lane)
    const notOffered = tryAnyway ? null : whyNotOffered(lane, model)
    return notOffered === null ? { ok: true, repo, live, codexPath: codex.value.path, model } : no(notOffered)
  }

  async function start(wish: StartWish): Promise<CommandResult> {
    const { repoId, lane, prompt, tryAnyway } = wish
    const ready = await prepare(wish)
    if (!ready.ok) return ready.refusal
    const { repo, live, codexPath, model } = ready

    const gated = isGated(lane, model)
    const before = await readGate(repoId)
    if (!before.ok) return before.refusal
    const paused = isPaused(repoId)
    if (gated && !paused && before.gate.kind === 'closed') return gateClosed(before.gate)

    store.dispatch({ type: 'commit/begun', step: 'starting' })
    if (live !== null) sessions.apply(live.id, { type: 'failed-to-start', atMs: clock.now(), failure: 'replaced' })
    const sessionId = randomUUID()
    const baseline = await host.request({ type: 'begin-session', repoId, sessionId })
    if (!baseline.ok) return given(failed(baseline.error), wish, null)
    if (!baseline.value.complete && lane === 'spark' && !tryAnyway)
      return given(partial(baseline.value.uncaptured.map((file) => file.path)), wish, sessionId)

    const after = await readGate(repoId)
    if (!after.ok) return given(after.refusal, wish, sessionId)
    if (gated && !paused && after.gate.kind === 'closed') return given(gateClosed(after.gate), wish, sessionId)
    if (after.commit !== before.commit) return given(headMoved(), wish, sessionId)
    const session = newSession({
      id: sessionId,
      repoId,
      repoPath: repo.top,
      lane,
      model,
      where: 'terminal',
      prompt: prompt?.trim() ? prompt : null,
      startedAtMs: clock.now(),
      baseline: { checkpointId: baseline.value.id, commit: after.commit, atMs: baseline.value.atMs },
      startedWithoutGate: gated && after.gate.kind === 'closed' ? 'gate-paused' : null,
    })
    const prepared = await terminal.prepare(session, codexPath)
    if (!prepared.ok) {
      const error = describeLaunchError(prepared.error)
      if (prepared.error.kind !== 'no-terminal') return given(err(error), wish, sessionId)
      // The command that is said with it starts this very session.
      toPaste.add(sessionId)
      await sessions.begin(session)
      return given(err(error), wish, null)
    }
    await sessions.begin(session)
    const opened = await prepared.value.open()
    if (!opened.ok) {
      const error = describeLaunchError(opened.error)
      sessions.apply(sessionId, { type: 'failed-to-start', atMs: clock.now(), failure: error.message })
      return given(err(error), wish, null)
    }
    void opened.value.exited.then((code) => sessions.terminalExited(sessionId, code))
    // What checkpoints keep was shown beside the button that was pressed.
    await acceptCapture({ repoId })
    store.dispatch({ type: 'commit/done' })
    store.dispatch({ type: 'model/set-for-next-session', modelId: null })
    store.dispatch({ type: 'notice/dismissed', id: startRefused })
    showLiveDiff(deps, repoId)
    return accepted
  }

  return {
    start,
    /** Asked before a commit that is made for this start: null when only uncommitted work can stand in its way. */
    async obstacle(wish: StartWish): Promise<CommandResult | null> {
      const ready = await prepare(wish)
      return ready.ok ? null : ready.refusal
    },
  }

  /** The start did not happen: what it began is taken back, and the tray says so. */
  async function given(result: CommandResult, wish: StartWish, sessionId: string | null): Promise<CommandResult> {
    if (sessionId !== null) await host.request({ type: 'end-session', repoId: wish.repoId, sessionId })
    if (!result.ok) store.dispatch({ type: 'commit/failed', error: result.error })
    return result
  }

  function modelFor(lane: Lane): string {
    const { nextSessionModel, settings } = store.state()
    return nextSessionModel ?? settings.lanes[lane].model
  }

  function isGated(lane: Lane, model: string): boolean {
    const { settings } = store.state()
    return lane === 'spark' || isGatedModel(model, settings) || settings.standardPolicy === 'gate'
  }

  function isPaused(repoId: RepoId): boolean {
    const pause = store.state().settings.gatePause
    return pause !== null && pause.repoId === repoId && pause.untilMs > clock.now()
  }

  function whyNotOffered(lane: Lane, model: string): CommandResult | null {
    const { settings, models, limits } = store.state()
    const view = laneViews(settings, models.list, limits.account.kind).find((candidate) => candidate.lane === lane)
    if (view === undefined || view.modelId !== model || view.offered !== 'no') return null
    const next =
      view.suggestion === null
        ? 'Choose another model for this lane.'
        : `Use ${view.suggestion.displayName} in this lane, or try anyway.`
    return refused('model-not-offered', `${view.displayName} is not offered to this account.`, next)
  }

  type Read =
    | { readonly ok: true; readonly gate: CommitGate; readonly commit: CommitId | null }
    | { readonly ok: false; readonly refusal: CommandResult }

  /** Asks now; the last snapshot may be old. */
  async function readGate(repoId: RepoId): Promise<Read> {
    const status = await host.request({ type: 'read-status', repoId })
    if (!status.ok) return { ok: false, refusal: err(describeError(status.error)) }
    store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
    return { ok: true, gate: gateOf(status.value, store.state().settings, repoId), commit: status.value.head.commit }
  }
}

type Prepared =
  | {
      readonly ok: true
      readonly repo: RepoState
      /** A session that still waits for its command to be pasted, and that this one replaces. */
      readonly live: Session | null
      readonly codexPath: string
      readonly model: string
    }
  | { readonly ok: false; readonly refusal: CommandResult }

/** The notice of a start that the tray asked for and that was refused. */
export const startRefused = 'start-refused'

function gateClosed(gate: Extract<CommitGate, { kind: 'closed' }>): CommandResult {
  return refused('gate-closed', `${gateHeadline(gate.reason, gate.files.length)}.`, gateNextStep(gate.reason))
}

function headMoved(): CommandResult {
  return refused('head-moved', launchRefusalWords('head-moved'), 'Start the session again.')
}

function sessionIsLive(session: Session): CommandResult {
  const lane = session.lane === 'spark' ? 'Spark' : 'standard'
  return refused(
    'session-live',
    `A ${lane} session is on here since ${clockTime(session.startedAtMs)}.`,
    'End it in its terminal, or stop following it.',
  )
}

function partial(paths: readonly string[]): CommandResult {
  return refused(
    'checkpoint-partial',
    `${count(paths.length, 'file')} could not be captured, so not everything could be had back: ${paths.slice(0, 3).join(', ')}.`,
    'Make them readable, or try anyway.',
  )
}
