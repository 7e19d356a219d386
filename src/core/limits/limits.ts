import type { Lane } from '../lanes/lanes'

/** What is known about one window. Percentages are whole numbers from 0 to 100; `resetsAtSec` is in Unix seconds. */
export type LimitReading =
  | {
      readonly kind: 'known'
      readonly usedPercent: number
      readonly leftPercent: number
      readonly resetsAtSec: number | null
    }
  /** The reset has passed since the last reading, so its number is no longer true. */
  | { readonly kind: 'reset-due'; readonly resetsAtSec: number }
  | { readonly kind: 'unknown' }

/**
 * `read`: the server was asked. `update`: told by Codex after a turn, and only for the bucket that moved. `rollout`: written
 * into the record of a session, also one that was started elsewhere.
 */
export type LimitSource = 'read' | 'update' | 'rollout'

/** What a source said before a newer one of another kind said something else. */
export interface OtherReading {
  readonly reading: LimitReading
  readonly readAtMs: number
  readonly source: LimitSource
}

/** A bucket's period. A window that the server does not name is not here; it is never 0 %. */
export interface LimitWindow {
  /** Length; null when the server does not say. */
  readonly minutes: number | null
  readonly label: string
  /** The newest, whoever said it. */
  readonly reading: LimitReading
  readonly readAtMs: number
  readonly source: LimitSource
  /** Since when the number is what it is, as far as it was seen. */
  readonly movedAtMs: number
  /** At most one of each other source, newest first, and only those that say another number. */
  readonly others: readonly OtherReading[]
}

/** What can be bought besides a limit. Firebreak shows it and never spends it. */
export interface Credits {
  readonly hasCredits: boolean | null
  readonly unlimited: boolean | null
  readonly balance: string | null
}

/** A member's own limit in a workspace that controls its spending; `limit` and `used` are the server's words. */
export interface IndividualLimit {
  readonly limit: string | null
  readonly used: string | null
  readonly remainingPercent: number | null
  readonly resetsAtSec: number | null
}

/** One rate limit as the server names it. */
export interface Bucket {
  readonly id: string
  readonly label: string
  /** The lane whose use counts here, or null. */
  readonly lane: Lane | null
  /** Shortest first. */
  readonly windows: readonly LimitWindow[]
  readonly credits: Credits | null
  readonly individualLimit: IndividualLimit | null
  readonly spendControlReached: boolean | null
  /** The server's word for the limit that was reached, or null. */
  readonly reachedType: string | null
}

export interface Limits {
  /** Readings of different accounts are never mixed. Null while no server has named one. */
  readonly accountId: string | null
  readonly plan: string | null
  /** The standard bucket, then the Spark lane's, then the rest by name. */
  readonly buckets: readonly Bucket[]
  /** How many resets the user could ask for; Firebreak never does. */
  readonly resetCredits: number | null
  /** When the server was last asked for all of them, in Unix milliseconds. */
  readonly readAtMs: number | null
}

export const noLimits: Limits = { accountId: null, plan: null, buckets: [], resetCredits: null, readAtMs: null }

/** The limits as they may be shown at a moment: a number whose reset has passed becomes "reset due". */
export function limitsAt(limits: Limits, nowMs: number): Limits {
  if (nextResetMs(limits, Number.NEGATIVE_INFINITY) > nowMs) return limits
  return {
    ...limits,
    buckets: limits.buckets.map((bucket) => ({
      ...bucket,
      windows: bucket.windows.map((window) => windowAt(window, nowMs)),
    })),
  }
}

/** When the next window resets after a moment, in Unix milliseconds; Infinity when none is known to. */
export function nextResetMs(limits: Limits, afterMs: number): number {
  const resets = limits.buckets.flatMap((bucket) =>
    bucket.windows.flatMap(({ reading, others }) =>
      [reading, ...others.map((other) => other.reading)].flatMap(resetOf),
    ),
  )
  return Math.min(...resets.filter((reset) => reset > afterMs))
}

/** The window with the least left, which is the one that stops work first; null when no window has a number. */
export function tightestWindow(bucket: Bucket): LimitWindow | null {
  const left = ({ reading }: LimitWindow): number =>
    reading.kind === 'known' ? reading.leftPercent : Number.POSITIVE_INFINITY
  const [first] = bucket.windows.filter(({ reading }) => reading.kind === 'known').toSorted((a, b) => left(a) - left(b))
  return first ?? null
}

function windowAt(window: LimitWindow, nowMs: number): LimitWindow {
  const isOver = (reading: LimitReading): boolean => resetOf(reading).some((reset) => reset <= nowMs)
  const others = window.others.filter((other) => !isOver(other.reading))
  const { reading } = window
  if (!isOver(reading) || reading.kind !== 'known' || reading.resetsAtSec === null)
    return others.length === window.others.length ? window : { ...window, others }
  return { ...window, reading: { kind: 'reset-due', resetsAtSec: reading.resetsAtSec }, others }
}

function resetOf(reading: LimitReading): readonly number[] {
  return reading.kind === 'known' && reading.resetsAtSec !== null ? [reading.resetsAtSec * 1000] : []
}
