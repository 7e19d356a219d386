import type { Cancel, Clock } from '../../core/clock'
import { type Account, accountFromReply } from '../../core/codex/account'
import type { CodexError } from '../../core/codex/codex-error'
import { accountUpdatedSchema, type RateLimitsReply, rateLimitsUpdatedSchema } from '../../core/codex/messages'
import type { LanesSettings } from '../../core/lanes/lanes'
import { limitsAt, nextResetMs, noLimits } from '../../core/limits/limits'
import { type MergeContext, mergeRead, mergeUpdate } from '../../core/limits/merge-limits'
import { initialLimitsState, type LimitsState } from '../../core/limits/limits-state'
import { ok, type Result, unreachable } from '../../core/result'
import type { CodexClient } from '../codex/codex-client'
import type { Supervisor } from '../codex/supervisor'

/** Keeps account and limits known, and asks Codex no more often than is worth it. */
export interface LimitsReader {
  /** As it may be shown now: numbers whose reset has passed are gone. */
  state(): LimitsState
  /** Calls back after each change; answers how to stop that. */
  subscribe(listener: (state: LimitsState) => void): Cancel
  /** Begins to read by itself: now, and then every 15 min, or every 2 min while a session is live. */
  start(): void
  setLive(live: boolean): void
  /** Somebody's turn has ended, so a limit has moved. */
  turnEnded(): void
  /** Reads now (or joins a read that has just begun) and answers the state afterwards. */
  readNow(): Promise<LimitsState>
  stop(): void
}

const LIVE_MS = 2 * 60_000
const IDLE_MS = 15 * 60_000
// The server's clock and ours differ a little: asked too early it still tells the old number.
const AFTER_RESET_MS = 5000
// A dead app-server is tried again as soon as its back-off ends, but not for ever: then the ordinary interval has to do.
const EAGER_FAILURES = 5

/** `lanes` and `sparkDisplayName` say which bucket belongs to which lane; they are asked at every merge. */
export function createLimitsReader(options: {
  readonly supervisor: Supervisor
  readonly clock: Clock
  readonly lanes: () => LanesSettings['lanes']
  readonly sparkDisplayName: () => string | null
}): LimitsReader {
  const { supervisor, clock, lanes, sparkDisplayName } = options
  const listeners = new Set<(state: LimitsState) => void>()
  let state: LimitsState = initialLimitsState
  let started = false
  let live = false
  let current: Promise<LimitsState> | null = null
  let again = false
  let failures = 0
  let cancelPoll: Cancel = () => {}
  const unsubscribe: Cancel[] = []

  const context = (): MergeContext => ({ nowMs: clock.now(), lanes: lanes(), sparkDisplayName: sparkDisplayName() })
  const shown = (): LimitsState =>
    state.limits === null ? state : { ...state, limits: limitsAt(state.limits, clock.now()) }
  const setState = (next: LimitsState): void => {
    state = next
    const now = shown()
    for (const listener of listeners) listener(now)
  }

  const schedule = (): void => {
    cancelPoll()
    if (!started) return
    const now = clock.now()
    const reset = state.limits === null ? Number.POSITIVE_INFINITY : nextResetMs(state.limits, now)
    const interval = live ? LIVE_MS : IDLE_MS
    const untilReset = reset + AFTER_RESET_MS - now
    cancelPoll = clock.after(Math.min(interval, untilReset), () => {
      // Said before it is read again: the old number is not true any more.
      setState(state)
      void readNow()
    })
  }

  const readOnce = async (): Promise<LimitsState> => {
    setState({ ...state, reading: true })
    const read = await supervisor.withClient(readAccountAndLimits)
    if (!read.ok) {
      setState({ ...state, problem: read.error, reading: false })
    } else {
      const { account, limits } = read.value
      const merged = limits === null || !limits.ok ? null : mergeRead(limits.value, context(), state.limits)
      setState({
        account,
        // Without a ChatGPT sign-in there are no limits, and numbers of a former account would be a lie.
        limits: merged ?? (account.kind === 'chatgpt' ? state.limits : null),
        readAtMs: merged === null ? (account.kind === 'chatgpt' ? state.readAtMs : null) : clock.now(),
        problem: limits === null || limits.ok ? null : limits.error,
        reading: false,
      })
    }
    schedule()
    return shown()
  }

  const readNow = (): Promise<LimitsState> => {
    current ??= readOnce().finally(() => {
      current = null
      if (again && started) void readNow()
      again = false
    })
    return current
  }

  /** A read that has already begun may have missed what has just happened. */
  const readAfterwards = (): void => {
    if (current === null) void readNow()
    else again = true
  }

  const onNotification = (method: string, params: unknown): void => {
    if (method === 'account/updated') {
      const update = accountUpdatedSchema.safeParse(params)
      // Also sent at every start of the app-server, when nothing has changed.
      if (update.success && isOtherAccount(state.account, update.data)) readAfterwards()
    }
    if (method !== 'account/rateLimits/updated') return
    const update = rateLimitsUpdatedSchema.safeParse(params)
    if (update.success) {
      setState({ ...state, limits: mergeUpdate(state.limits ?? noLimits, update.data.rateLimits, context()) })
    }
  }

  return {
    state: shown,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    start() {
      if (started) return
      started = true
      unsubscribe.push(
        supervisor.onNotification(onNotification),
        supervisor.onState((link) => {
          const retry = link.kind === 'idle' && state.problem !== null && failures > 0 && failures < EAGER_FAILURES
          if (link.kind === 'backing-off') failures = link.failures
          if (link.kind === 'running') failures = 0
          if (retry) void readNow()
        }),
      )
      void readNow()
    },
    setLive(next) {
      if (live === next) return
      live = next
      schedule()
    },
    turnEnded: readAfterwards,
    readNow,
    stop() {
      started = false
      cancelPoll()
      for (const cancel of unsubscribe.splice(0)) cancel()
    },
  }
}

type AccountAndLimits = { readonly account: Account; readonly limits: Result<RateLimitsReply, CodexError> | null }

/** The limits are null where there are none to ask for. */
async function readAccountAndLimits(client: CodexClient): Promise<Result<AccountAndLimits, CodexError>> {
  const reply = await client.accountRead()
  if (!reply.ok) return reply
  const account = accountFromReply(reply.value)
  const limits = account.kind === 'chatgpt' ? await client.rateLimitsRead() : null
  if (limits?.ok === false && isLinkLost(limits.error)) return limits
  return ok({ account, limits })
}

function isLinkLost({ kind }: CodexError): boolean {
  return kind === 'exited' || kind === 'stopped' || kind === 'timed-out'
}

function isOtherAccount(account: Account, update: { authMode: string | null; planType: string | null }): boolean {
  switch (account.kind) {
    case 'unknown':
      return false
    case 'chatgpt':
      return !update.authMode?.startsWith('chatgpt') || (update.planType !== null && update.planType !== account.plan)
    case 'api-key':
      return update.authMode?.toLowerCase() !== 'apikey'
    case 'signed-out':
    case 'other':
      return update.authMode !== null
    default:
      return unreachable(account)
  }
}
