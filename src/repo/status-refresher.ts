import type { Cancel, Clock } from '../core/clock'
import type { RepoError, RepoStatus } from '../core/repo/repo-status'
import type { Result } from '../core/result'

/** Keeps the status of one repository fresh without asking git more often than its answers are worth. */
export interface StatusRefresher {
  /** Something changed. `urgent` is for what git itself did: the answer is wanted at once. */
  notify(urgent?: boolean): void
  /** An answer that git began to work on after this call. */
  readNow(): Promise<Result<RepoStatus, RepoError>>
  stop(): void
}

const pauseMs = 150
/** In a large repository one status takes long: git may be at work for a tenth of the time. */
const pauseFactor = 10
/** A save reaches the live diff first; git starts after it. */
const leadingMs = 40
/** A burst is looked at this often whether it is over, and waited for at most that long. */
const burstStepMs = 100
const longestHoldMs = 2_000

/** `read` asks git; every answer goes to `onRead`, whoever wanted it. Idle there is no timer. */
export function createStatusRefresher(deps: {
  readonly clock: Clock
  readonly read: () => Promise<Result<RepoStatus, RepoError>>
  readonly onRead: (answer: Result<RepoStatus, RepoError>) => void
  /** Resolves when what was saved is on the screen; what is not urgent waits for it. */
  readonly painted?: () => Promise<void>
  /** Whether many files are being written, after which somebody asks in any case: what is not urgent waits for that. */
  readonly inBurst?: () => boolean
}): StatusRefresher {
  const { clock } = deps
  let running: Promise<Result<RepoStatus, RepoError>> | null = null
  let next: Promise<Result<RepoStatus, RepoError>> | null = null
  let notBeforeMs = 0
  let timer: { readonly atMs: number; readonly cancel: Cancel } | null = null
  let stopped = false
  let runs = 0
  let heldUntilMs: number | null = null

  const run = async (): Promise<Result<RepoStatus, RepoError>> => {
    clearTimer()
    heldUntilMs = null
    runs++
    const startedMs = clock.now()
    const answer = await deps.read()
    running = null
    const endedMs = clock.now()
    notBeforeMs = endedMs + Math.max(pauseMs, (endedMs - startedMs) * pauseFactor)
    if (!stopped) deps.onRead(answer)
    return answer
  }

  const readNow = (): Promise<Result<RepoStatus, RepoError>> => {
    if (running === null) return (running = run())
    // The one that runs may have looked before this call; all who ask meanwhile share the next.
    next ??= running.then(() => {
      next = null
      return (running ??= run())
    })
    return next
  }

  /** What git began to look at meanwhile is new enough. */
  const afterPaint = async (painted: () => Promise<void>): Promise<void> => {
    const before = runs
    await painted()
    if (!stopped && runs === before) void readNow()
  }

  const clearTimer = (): void => {
    timer?.cancel()
    timer = null
  }

  /** In the middle of a burst git would be asked what it is asked again at its end. */
  const unlessInBurst = (): void => {
    heldUntilMs ??= clock.now() + longestHoldMs
    if (deps.inBurst?.() === true && clock.now() < heldUntilMs) wake(burstStepMs, unlessInBurst)
    else if (deps.painted === undefined) void readNow()
    else void afterPaint(deps.painted)
  }

  const wake = (delayMs: number, work: () => void): void => {
    const cancel = clock.after(delayMs, () => {
      timer = null
      work()
    })
    timer = { atMs: clock.now() + delayMs, cancel }
  }

  return {
    readNow,
    notify(urgent = false) {
      if (stopped) return
      const atMs = urgent ? clock.now() : Math.max(clock.now() + leadingMs, notBeforeMs)
      if (timer !== null && timer.atMs <= atMs) return
      clearTimer()
      wake(atMs - clock.now(), urgent ? () => void readNow() : unlessInBurst)
    },
    stop() {
      stopped = true
      clearTimer()
    },
  }
}
