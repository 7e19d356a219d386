import { createHash } from 'node:crypto'
import type { Cancel, Clock } from '../../core/clock'
import { type Account, accountFromReply } from '../../core/codex/account'
import type { CodexError } from '../../core/codex/codex-error'
import {
  accountUpdatedSchema,
  type RateLimitSnapshot,
  type RateLimitsReply,
  rateLimitsUpdatedSchema,
} from '../../core/codex/messages'
import type { LanesSettings } from '../../core/lanes/lanes'
import { type Limits, limitsAt, nextResetMs, noLimits } from '../../core/limits/limits'
import { initialLimitsState, type LimitsState } from '../../core/limits/limits-state'
import { type MergeContext, mergeRead, mergeUpdate, namesOtherAccount } from '../../core/limits/merge-limits'
import { afterResetMs, nextReadMs } from '../../core/limits/poll-policy'
import { ok, type Result, unreachable } from '../../core/result'
import type { CodexClient } from '../codex/codex-client'
import type { Supervisor } from '../codex/supervisor'

/** Keeps account and limits known, and asks Codex no more often than is worth it. */
export interface LimitsReader {
  /** As it may be shown now: numbers whose reset has passed are gone. */
  state(): LimitsState
  /** Calls back after each change; answers how to stop that. */
  subscribe(listener: (state: LimitsState) => void): Cancel
  /** Begins to read by itself: now, and then as often as `core/limits/poll-policy.ts` says. */
  start(): void
  setLive(live: boolean): void
  /** Whether a window is in sight, and whether the computer saves its battery. Until told, somebody looks and it does not. */
  setAttention(attention: { readonly looked: boolean; readonly saving: boolean }): void
  /** Somebody's turn has ended, so a limit has moved. */
  turnEnded(): void
  /** What the rollout of some session says of one bucket; `atMs` is when it was written. */
  tellRollout(snapshot: RateLimitSnapshot, atMs: number): void
  /** Reads once more in a while, as one reading is not enough to believe what it says. */
  readOnceMore(): void
  /** Reads now (or joins a read that has just begun) and answers the state afterwards. */
  readNow(): Promise<LimitsState>
  /** As somebody asks for it: a read that has already begun may have missed what has just happened, so one follows it. */
  readAfresh(): Promise<LimitsState>
  stop(): void
}

const SECOND_READING_MS = 20_000
// A computer that slept is asked again, as its timers did not run meanwhile.
const LONGEST_TIMER_MS = 60 * 60_000
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
  let attention = { looked: true, saving: false }
  /** Rollouts of before say what another account had left. */
  let rolloutsFromMs = Number.NEGATIVE_INFINITY
  let current: Promise<LimitsState> | null = null
  let afresh: Promise<LimitsState> | null = null
  let failures = 0
  let cancelPoll: Cancel = () => {}
  let cancelDue: Cancel = () => {}
  let cancelSecond: Cancel | null = null
  const unsubscribe: Cancel[] = []

  const context = (): MergeContext => ({ nowMs: clock.now(), lanes: lanes(), sparkDisplayName: sparkDisplayName() })
  const shown = (): LimitsState =>
    state.limits === null ? state : { ...state, limits: limitsAt(state.limits, clock.now()) }
  const setState = (next: LimitsState): void => {
    state = next
    const now = shown()
    for (const listener of listeners) listener(now)
  }

  const resetAfter = (afterMs: number): number =>
    state.limits === null ? Number.POSITIVE_INFINITY : nextResetMs(state.limits, afterMs)

  const schedule = (): void => {
    cancelPoll()
    if (!started) return
    scheduleDue()
    const now = clock.now()
    // One that has just passed is still to be read.
    const untilRead = nextReadMs({ live, ...attention }, resetAfter(now - afterResetMs) - now)
    if (untilRead !== null) cancelPoll = clock.after(Math.min(untilRead, LONGEST_TIMER_MS), () => poll(now + untilRead))
  }

  /** A passed reset is said at once and whether or not it is read again: the old number is not true any more. */
  const scheduleDue = (): void => {
    cancelDue()
    const dueAtMs = resetAfter(clock.now())
    if (!Number.isFinite(dueAtMs)) return
    cancelDue = clock.after(Math.min(dueAtMs - clock.now(), LONGEST_TIMER_MS), () => {
      if (clock.now() >= dueAtMs) setState(state)
      scheduleDue()
    })
  }

  const poll = (dueAtMs: number): void => {
    if (clock.now() < dueAtMs) schedule()
    else void readNow()
  }

  const readOnce = async (): Promise<LimitsState> => {
    setState({ ...state, reading: true })
    const read = await supervisor.withClient(readAccountAndLimits)
    if (!read.ok) {
      setState({ ...state, problem: read.error, reading: false })
    } else {
      const { account, limits } = read.value
      const merged = limits === null || !limits.ok ? null : mergeRead(limits.value, context(), state.limits)
      const known = state.limits
      if (known !== null && (merged === null ? account.kind !== 'chatgpt' : namesOtherAccount(known, merged.accountId)))
        if (known.readAtMs !== null) rolloutsFromMs = clock.now()
      setState({
        account,
        limits: merged ?? limitsWithout(account, known),
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
    })
    return current
  }

  const readAfresh = (): Promise<LimitsState> => {
    if (current === null) return readNow()
    afresh ??= current.then(() => {
      afresh = null
      return started ? readNow() : shown()
    })
    return afresh
  }

  const tellRollout = (snapshot: RateLimitSnapshot, atMs: number): void => {
    const saidMs = Math.min(atMs, clock.now())
    const { kind } = state.account
    if (saidMs < rolloutsFromMs || kind === 'api-key' || kind === 'other') return
    const known = state.limits ?? noLimits
    const limits = mergeUpdate(known, withoutPast(snapshot, clock.now()), { ...context(), nowMs: saidMs }, 'rollout')
    if (limits !== known) setState({ ...state, limits })
    schedule()
  }

  const onNotification = (method: string, params: unknown): void => {
    if (method === 'account/updated') {
      const update = accountUpdatedSchema.safeParse(params)
      // Also sent at every start of the app-server, when nothing has changed.
      if (update.success && isOtherAccount(state.account, update.data)) void readAfresh()
    }
    if (method !== 'account/rateLimits/updated') return
    const update = rateLimitsUpdatedSchema.safeParse(params)
    if (update.success) {
      setState({ ...state, limits: mergeUpdate(state.limits ?? noLimits, update.data.rateLimits, context()) })
      schedule()
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
    setAttention(next) {
      if (attention.looked === next.looked && attention.saving === next.saving) return
      attention = next
      schedule()
    },
    turnEnded: () => void readAfresh(),
    tellRollout,
    readOnceMore() {
      cancelSecond ??= clock.after(SECOND_READING_MS, () => {
        cancelSecond = null
        if (started) void readNow()
      })
    },
    readNow,
    readAfresh,
    stop() {
      started = false
      cancelPoll()
      cancelDue()
      cancelSecond?.()
      for (const cancel of unsubscribe.splice(0)) cancel()
    },
  }
}

/**
 * What stays known without an answer about limits. Numbers of a former account would be a lie; what rollouts say needs no
 * sign-in, and stays until somebody else's is known.
 */
function limitsWithout(account: Account, known: Limits | null): Limits | null {
  if (account.kind === 'chatgpt') return known
  return account.kind === 'signed-out' && known?.readAtMs === null ? known : null
}

/** A period that is over says nothing. */
function withoutPast(snapshot: RateLimitSnapshot, nowMs: number): RateLimitSnapshot {
  const isOver = (window: RateLimitSnapshot['primary']): boolean =>
    window !== null && window.resetsAt !== null && window.resetsAt * 1000 <= nowMs
  const { primary, secondary } = snapshot
  return { ...snapshot, primary: isOver(primary) ? null : primary, secondary: isOver(secondary) ? null : secondary }
}

type AccountAndLimits = { readonly account: Account; readonly limits: Result<RateLimitsReply, CodexError> | null }

/** The limits are null where there are none to ask for. */
async function readAccountAndLimits(client: CodexClient): Promise<Result<AccountAndLimits, CodexError>> {
  const reply = await client.accountRead()
  if (!reply.ok) return reply
  const account = accountFromReply(reply.value)
  const limits = account.kind === 'chatgpt' ? await client.rateLimitsRead() : null
  if (limits?.ok === false && isLinkLost(limits.error)) return limits
  return ok({ account, limits: limits?.ok === true ? ok(withAccountId(limits.value, account)) : limits })
}

/** 0.130.0 and 0.150.1 name no account with the limits: then it is known by its address, of which only a short hash is kept. */
function withAccountId(reply: RateLimitsReply, account: Account): RateLimitsReply {
  if (reply.accountId !== null || account.kind !== 'chatgpt' || account.email === null) return reply
  const hash = createHash('sha256').update(account.email.trim().toLowerCase()).digest('hex')
  return { ...reply, accountId: `mail-${hash.slice(0, 16)}` }
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
