import type { RateLimitSnapshot, RateLimitsReply } from '../codex/messages'
import type { Lane, LanesSettings } from '../lanes/lanes'
import { windowLabel } from './window-label'

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

/** A bucket's period. A window that the server does not name is not here; it is never 0 %. */
export interface LimitWindow {
  /** Length; null when the server does not say. */
  readonly minutes: number | null
  readonly label: string
  readonly reading: LimitReading
  readonly readAtMs: number
  /** `read`: asked for. `update`: told by Codex after a turn, and only for the bucket that moved. */
  readonly source: 'read' | 'update'
}

export interface Credits {
  readonly hasCredits: boolean | null
  readonly unlimited: boolean | null
  readonly balance: string | null
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
  readonly spendControlReached: boolean | null
  /** The server's word for the limit that was reached, or null. */
  readonly reachedType: string | null
}

export interface Limits {
  /** Readings of different accounts are never mixed. */
  readonly accountId: string | null
  readonly plan: string | null
  /** The standard bucket, then the Spark lane's, then the rest by name. */
  readonly buckets: readonly Bucket[]
  readonly resetCredits: number | null
}

export interface MergeContext {
  readonly nowMs: number
  readonly lanes: LanesSettings['lanes']
  /** The display name of the Spark lane's model, when known; limits carry it as their name. */
  readonly sparkDisplayName: string | null
}

export const noLimits: Limits = { accountId: null, plan: null, buckets: [], resetCredits: null }

// The id that Codex gives to the limits of its ordinary models, and to a snapshot that names none.
const STANDARD_ID = 'codex'

/** Replaces everything by a full answer of `account/rateLimits/read`: a bucket that it does not name is gone. */
export function mergeRead(reply: RateLimitsReply, context: MergeContext): Limits {
  const named = Object.entries(reply.rateLimitsByLimitId ?? {}).flatMap(([id, snapshot]) =>
    snapshot === null ? [] : [toBucket(id, snapshot, 'read', context)],
  )
  // Older servers answer with the one bucket only.
  const buckets =
    named.length > 0 || reply.rateLimits === null
      ? named
      : [toBucket(idOf(reply.rateLimits), reply.rateLimits, 'read', context)]
  return {
    accountId: reply.accountId,
    plan: reply.rateLimits?.planType ?? null,
    buckets: sorted(buckets),
    resetCredits: reply.rateLimitResetCredits,
  }
}

/**
 * Merges one `account/rateLimits/updated`. It names one bucket, not always that of the model in use, and what it leaves
 * out or sends as null did not change: the other windows and buckets keep their last reading.
 */
export function mergeUpdate(limits: Limits, snapshot: RateLimitSnapshot, context: MergeContext): Limits {
  const update = toBucket(idOf(snapshot), snapshot, 'update', context)
  const previous = limits.buckets.find((bucket) => bucket.id === update.id)
  // A snapshot of nothing but nulls says nothing, also not that such a bucket exists.
  if (previous === undefined && update.windows.length === 0) return limits
  const merged: Bucket =
    previous === undefined
      ? update
      : {
          ...previous,
          label: snapshot.limitName === null ? previous.label : update.label,
          lane: previous.lane ?? update.lane,
          windows: mergeWindows(previous.windows, update.windows),
          credits: update.credits ?? previous.credits,
          spendControlReached: update.spendControlReached ?? previous.spendControlReached,
          reachedType: update.windows.length === 0 ? previous.reachedType : update.reachedType,
        }
  const others = limits.buckets.filter((bucket) => bucket.id !== update.id)
  return { ...limits, plan: snapshot.planType ?? limits.plan, buckets: sorted([...others, merged]) }
}

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
    bucket.windows.flatMap(({ reading }) =>
      reading.kind === 'known' && reading.resetsAtSec !== null ? [reading.resetsAtSec * 1000] : [],
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

function idOf(snapshot: RateLimitSnapshot): string {
  return snapshot.limitId ?? STANDARD_ID
}

function toBucket(
  id: string,
  snapshot: RateLimitSnapshot,
  source: LimitWindow['source'],
  context: MergeContext,
): Bucket {
  return {
    id,
    label: snapshot.limitName ?? (id === STANDARD_ID ? 'Standard' : id),
    lane: laneOfBucket(id, snapshot, context),
    windows: byLength(
      [snapshot.primary, snapshot.secondary].flatMap((window) => {
        if (window === null || (source === 'update' && window.usedPercent === null)) return []
        const { usedPercent, windowDurationMins: minutes, resetsAt } = window
        return [
          {
            minutes,
            label: windowLabel(minutes),
            reading: toReading(usedPercent, resetsAt),
            readAtMs: context.nowMs,
            source,
          },
        ]
      }),
    ),
    credits: snapshot.credits,
    spendControlReached: snapshot.spendControlReached,
    reachedType: snapshot.rateLimitReachedType,
  }
}

function toReading(used: number | null, resetsAtSec: number | null): LimitReading {
  if (used === null) return { kind: 'unknown' }
  const usedPercent = Math.min(100, Math.max(0, Math.round(used)))
  // Rounding must not tell somebody with half a percent left that there is nothing.
  const leftPercent = used < 100 ? Math.max(1, 100 - usedPercent) : 0
  return { kind: 'known', usedPercent: 100 - leftPercent, leftPercent, resetsAtSec }
}

function laneOfBucket(
  id: string,
  { limitName, normalModelSlug }: RateLimitSnapshot,
  context: MergeContext,
): Lane | null {
  const { spark, standard } = context.lanes
  if (spark.limitIds.includes(id)) return 'spark'
  if (standard.limitIds.includes(id)) return 'standard'
  const named = [id, limitName, normalModelSlug].flatMap((name) => (name === null ? [] : [plainName(name)]))
  if ([spark.model, context.sparkDisplayName ?? spark.model].some((name) => named.includes(plainName(name))))
    return 'spark'
  return named.includes(plainName(standard.model)) ? 'standard' : null
}

/** "GPT-5.3-Codex-Spark" and "gpt-5.3-codex-spark" are one name. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

function mergeWindows(previous: readonly LimitWindow[], update: readonly LimitWindow[]): readonly LimitWindow[] {
  const moved = new Set(update.map((window) => window.minutes))
  return byLength([...previous.filter((window) => !moved.has(window.minutes)), ...update])
}

function windowAt(window: LimitWindow, nowMs: number): LimitWindow {
  const { reading } = window
  if (reading.kind !== 'known' || reading.resetsAtSec === null || reading.resetsAtSec * 1000 > nowMs) return window
  return { ...window, reading: { kind: 'reset-due', resetsAtSec: reading.resetsAtSec } }
}

function byLength(windows: readonly LimitWindow[]): readonly LimitWindow[] {
  const length = ({ minutes }: LimitWindow): number => minutes ?? Number.MAX_SAFE_INTEGER
  return windows.toSorted((a, b) => length(a) - length(b))
}

function sorted(buckets: readonly Bucket[]): readonly Bucket[] {
  const rank = ({ lane }: Bucket): number => (lane === 'standard' ? 0 : lane === 'spark' ? 1 : 2)
  return buckets.toSorted((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label) || a.id.localeCompare(b.id))
}
