import type { Clock } from '../../core/clock'
import type { DescribedError } from '../../core/errors/described-error'
import { describeLaunchError, launchRefusalWords } from '../../core/errors/describe-launch-error'
import type { CommitGate } from '../../core/gate/commit-gate'
import { err, ok, type Result } from '../../core/result'
import type { Session, SessionId } from '../../core/session/session'
import type { OpenedTerminal } from '../../services/session/terminal'
import type { AppStore } from '../app-store'
import { raiseStartRefused } from '../notices'
import type { PreparedLaunch, SessionTerminal } from '../session-terminal'
import type { Sessions } from '../sessions'
import type { LetIn, StartLooks } from './start-looks'
import type { StartHooks, StartPoint } from './start-points'

type Step<T> = Result<T, DescribedError>

export type Launched =
  | { readonly kind: 'started' }
  /** No terminal was found; `how` says the command that starts this very session when it is pasted. */
  | { readonly kind: 'to-paste'; readonly how: DescribedError }

/** A start whose baseline is taken. `session` makes its record from the gate of the latest look. */
export interface Launch extends LetIn {
  readonly codexPath: string
  /** The reasoning effort; null leaves it to Codex. */
  readonly effort: string | null
  readonly session: (gate: CommitGate) => Session
}

interface Deps {
  readonly store: AppStore
  readonly sessions: Sessions
  readonly terminal: SessionTerminal
  readonly looks: StartLooks
  readonly clock: Clock
  readonly hooks: StartHooks
}

/** From the launcher's parameters to Codex, with the last look when everything waits for it. */
export function createLaunchSession({ store, sessions, terminal, looks, clock, hooks }: Deps) {
  /** Sessions that wait for their command to be pasted into a terminal, and what ends the wait. */
  const toPaste = new Map<SessionId, () => void>()
  const at = async (point: StartPoint): Promise<void> => hooks[point]?.()

  return {
    launch,
    /** Whether a session still waits for its command to be pasted, so that another start may take its place. */
    waitsForPaste: (id: SessionId): boolean => toPaste.has(id),
    replace: (id: SessionId): void => {
      toPaste.get(id)?.()
      failed(id, 'replaced')
    },
  }

  async function launch(start: Launch, gate: CommitGate): Promise<Step<Launched>> {
    const prepared = await terminal.prepare(start.session(gate), start.codexPath, start.effort)
    if (!prepared.ok) return err(describeLaunchError(prepared.error))
    const launching = prepared.value
    await at('after-launcher-written')
    const waiting = launching.asks ? await openAndWait(launching) : ok(null)
    if (!waiting.ok && waiting.error.code === 'no-terminal') {
      await waitForPaste(start, gate, launching)
      return ok({ kind: 'to-paste', how: waiting.error })
    }
    if (!waiting.ok) return takenBack(launching, waiting.error)
    const last = await lastLook(start, launching)
    if (!last.ok) return takenBack(launching, last.error)
    await sessions.begin(start.session(last.value))
    const opened = launching.asks ? await go(launching, waiting.value) : await open(launching)
    if (!opened.ok && opened.error.code === 'no-terminal') return ok({ kind: 'to-paste', how: opened.error })
    if (!opened.ok) {
      failed(start.sessionId, opened.error.message)
      return opened
    }
    void opened.value?.exited.then((code) => sessions.terminalExited(start.sessionId, code))
    await at('after-go')
    return ok({ kind: 'started' })
  }

  async function openAndWait(launching: PreparedLaunch): Promise<Step<OpenedTerminal>> {
    const opened = await open(launching)
    if (!opened.ok) return opened
    await at('after-terminal-opened')
    const call = await launching.wait(opened.value.exited).call
    return call.kind === 'asks' ? opened : err(launcherGone(call.reason))
  }

  async function open(launching: PreparedLaunch): Promise<Step<OpenedTerminal>> {
    const opened = await launching.open()
    return opened.ok ? opened : err(describeLaunchError(opened.error))
  }

  /** The start, or why it is over; a launcher that waits is told, and says it in the terminal. */
  async function lastLook(start: Launch, launching: PreparedLaunch): Promise<Step<CommitGate>> {
    await at('after-launcher-asked')
    const last = await looks.again(start, true)
    if (last.ok) {
      await at('after-last-look')
      return last
    }
    const { code, message, next } = last.error
    if (launching.asks) await launching.answer({ kind: 'stop', reason: code, words: `Firebreak: ${message} ${next}` })
    return last
  }

  async function go<T>(launching: PreparedLaunch, waiting: T): Promise<Step<T>> {
    return (await launching.answer({ kind: 'go' })) ? ok(waiting) : err(launcherGone('terminal-exited'))
  }

  /** The session is there from now on, so that it can be seen and let go of. */
  async function waitForPaste(start: Launch, gate: CommitGate, launching: PreparedLaunch): Promise<void> {
    const { sessionId } = start
    await sessions.begin(start.session(gate))
    const wait = launching.wait(null)
    toPaste.set(sessionId, wait.cancel)
    void wait.call.then(async (call) => {
      toPaste.delete(sessionId)
      // Whoever follows the session says why.
      if (call.kind === 'gone') return
      const last = await lastLook(start, launching)
      if (!last.ok) {
        failed(sessionId, last.error.message)
        return raiseStartRefused(store, last.error)
      }
      if (!(await launching.answer({ kind: 'go' }))) failed(sessionId, 'terminal-exited')
      else await at('after-go')
    })
  }

  async function takenBack(launching: PreparedLaunch, error: DescribedError): Promise<Step<never>> {
    await launching.discard()
    return err(error)
  }

  function failed(sessionId: SessionId, failure: string): void {
    sessions.apply(sessionId, { type: 'failed-to-start', atMs: clock.now(), failure })
  }
}

function launcherGone(reason: string): DescribedError {
  return { code: reason, message: launchRefusalWords(reason), next: 'Start the session again.' }
}
