import type { Cancel, Clock } from '../../core/clock'
import type { CodexError } from '../../core/codex/codex-error'
import { err, type Result } from '../../core/result'
import type { CodexClient } from './codex-client'
import { codexEnvironment } from './codex-environment'
import { type CodexLink, openCodexLink } from './codex-link'
import type { FoundCodex } from './find-codex'

/** What the link to Codex is doing. Moments are Unix milliseconds. */
export type SupervisorState =
  /** Nobody needs it. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly path: string; readonly version: string }
  /** It failed `failures` times in a row; whoever asks before `retryAtMs` gets `error`. */
  | { readonly kind: 'backing-off'; readonly error: CodexError; readonly failures: number; readonly retryAtMs: number }
  /** Only the user can change this: not installed, too old, cannot run. */
  | { readonly kind: 'unavailable'; readonly error: CodexError }
  | { readonly kind: 'stopped' }

/** The one owner of the app-server. It runs while somebody needs it, and nothing else depends on its running. */
export interface Supervisor {
  state(): SupervisorState
  /** Calls back after each change; answers how to stop that. */
  onState(listener: (state: SupervisorState) => void): Cancel
  /** What the app-server says unasked, by method, unchecked. */
  onNotification(listener: (method: string, params: unknown) => void): Cancel
  /** Which codex is used; looked for once and then remembered until it fails. */
  locate(): Promise<Result<FoundCodex, CodexError>>
  /** Does work with a running client, starting one if need be. Never throws for what Codex does. */
  withClient<T>(work: (client: CodexClient) => Promise<Result<T, CodexError>>): Promise<Result<T, CodexError>>
  /** Garbage and oversized lines of the running app-server. */
  lostLines(): { readonly ignored: number; readonly oversized: number }
  /** Ends the app-server and forgets failures and the codex that was found; the next use starts anew. */
  restart(): Promise<void>
  /** Ends it for good. */
  stop(): Promise<void>
}

const LINGER_MS = 30_000
const FIRST_DELAY_MS = 1000
const LONGEST_DELAY_MS = 60_000
// One that ran this long and then died is not the one that keeps dying at once.
const HEALTHY_AFTER_MS = 60_000
// Looking can run the user's login shell; not for every request while there is nothing to find.
const LOOK_AGAIN_MS = 30_000

/** `find` looks for codex. Nothing is started before the first use. */
export function createSupervisor(options: {
  readonly find: () => Promise<Result<FoundCodex, CodexError>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly codexHome: string
  readonly appVersion: string
  readonly clock: Clock
}): Supervisor {
  const { find, env, codexHome, appVersion, clock } = options
  const stateListeners = new Set<(state: SupervisorState) => void>()
  const notificationListeners = new Set<(method: string, params: unknown) => void>()
  let state: SupervisorState = { kind: 'idle' }
  let located: Promise<Result<FoundCodex, CodexError>> | null = null
  let locatedAtMs = 0
  let link: CodexLink | null = null
  let linkedAtMs = 0
  let starting: Promise<Result<CodexLink, CodexError>> | null = null
  let ending: Promise<void> = Promise.resolve()
  let users = 0
  let failures = 0
  let cancelTimer: Cancel = () => {}

  const setState = (next: SupervisorState): void => {
    if (state.kind === 'stopped') return
    state = next
    for (const listener of stateListeners) listener(next)
  }

  const locate = (): Promise<Result<FoundCodex, CodexError>> => {
    if (located === null) {
      locatedAtMs = clock.now()
      located = find()
    }
    return located
  }

  const fail = (error: CodexError): void => {
    cancelTimer()
    if (link !== null && clock.now() - linkedAtMs >= HEALTHY_AFTER_MS) failures = 0
    link = null
    if (isForTheUser(error)) {
      setState({ kind: 'unavailable', error })
      return
    }
    located = null
    failures += 1
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1))
    setState({ kind: 'backing-off', error, failures, retryAtMs: clock.now() + delayMs })
    cancelTimer = clock.after(delayMs, () => setState({ kind: 'idle' }))
  }

  const start = async (): Promise<Result<CodexLink, CodexError>> => {
    cancelTimer()
    setState({ kind: 'starting' })
    const found = await locate()
    if (!found.ok) {
      fail(found.error)
      return found
    }
    const { path } = found.value
    let opening: CodexLink | null = null
    let ended: CodexError | null = null
    const opened = await openCodexLink({
      program: path,
      env: codexEnvironment({ env, codexHome, program: path }),
      appVersion,
      clock,
      onNotification(method, params) {
        for (const listener of notificationListeners) listener(method, params)
      },
      onEnd(error) {
        ended = error
        if (opening !== null && opening === link) fail(error)
      },
    })
    if (state.kind === 'stopped') {
      if (opened.ok) await opened.value.end()
      return err({ kind: 'stopped' })
    }
    if (opened.ok && ended === null) {
      opening = opened.value
      link = opening
      linkedAtMs = clock.now()
      setState({ kind: 'running', path, version: link.client.version })
      return opened
    }
    const error: CodexError = opened.ok ? (ended ?? { kind: 'stopped' }) : opened.error
    fail(error)
    return err(error)
  }

  const ready = async (): Promise<Result<CodexLink, CodexError>> => {
    if (state.kind === 'stopped') return err({ kind: 'stopped' })
    if (link !== null) return { ok: true, value: link }
    if (state.kind === 'backing-off' && clock.now() < state.retryAtMs) return err(state.error)
    if (state.kind === 'unavailable') {
      if (clock.now() - locatedAtMs < LOOK_AGAIN_MS) return err(state.error)
      located = null
    }
    starting ??= start().finally(() => {
      starting = null
    })
    return starting
  }

  // Taken at once, so that nobody can begin to use a link that is about to end.
  const endLink = (): Promise<void> => {
    const taken = link
    link = null
    if (taken !== null) ending = Promise.all([ending, taken.end()]).then(() => {})
    return ending
  }

  const linger = (): void => {
    if (link === null) return
    cancelTimer()
    cancelTimer = clock.after(LINGER_MS, () => {
      failures = 0
      setState({ kind: 'idle' })
      void endLink()
    })
  }

  return {
    state: () => state,
    onState: (listener) => subscribe(stateListeners, listener),
    onNotification: (listener) => subscribe(notificationListeners, listener),
    locate,
    async withClient(work) {
      users += 1
      if (link !== null) cancelTimer()
      try {
        const linked = await ready()
        if (!linked.ok) return linked
        const result = await work(linked.value.client)
        if (!result.ok && result.error.kind === 'timed-out' && result.error.silent && link === linked.value) {
          fail(result.error)
          await linked.value.end()
        }
        return result
      } finally {
        users -= 1
        if (users === 0) linger()
      }
    },
    lostLines: () => link?.lostLines() ?? { ignored: 0, oversized: 0 },
    async restart() {
      cancelTimer()
      await starting
      await endLink()
      cancelTimer()
      failures = 0
      located = null
      setState({ kind: 'idle' })
    },
    async stop() {
      setState({ kind: 'stopped' })
      cancelTimer()
      await starting
      await endLink()
    },
  }
}

/** Trying again changes nothing about these. */
function isForTheUser({ kind }: CodexError): boolean {
  return kind === 'not-installed' || kind === 'cannot-run' || kind === 'wrong-processor' || kind === 'too-old'
}

function subscribe<T>(listeners: Set<T>, listener: T): Cancel {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
