import type { RateLimitSnapshot, RateLimitsReply } from '../codex/messages'
import type { LanesSettings } from '../lanes/lanes'
import { laneOfBucket } from './lane-of-bucket'
import type { Bucket, LimitReading, Limits, LimitSource, LimitWindow, OtherReading } from './limits'
import { windowLabel } from './window-label'

export interface MergeContext {
  /** When what is merged was said. */
  readonly nowMs: number
  readonly lanes: LanesSettings['lanes']
  /** The display name of the Spark lane's model, when known; limits carry it as their name. */
  readonly sparkDisplayName: string | null
}

// The id that Codex gives to the limits of its ordinary models, and to a snapshot that names none.
const STANDARD_ID = 'codex'
// Servers count from seconds: the same reset is named a little differently each time.
const SAME_RESET_SEC = 180

/**
 * Replaces everything by a full answer of `account/rateLimits/read`: a bucket or window that it does not name is gone. What
 * other sources said of the same account stays in the details of its window. `previous` is what was known before.
 */
export function mergeRead(reply: RateLimitsReply, context: MergeContext, previous: Limits | null = null): Limits {
  const named = Object.entries(reply.rateLimitsByLimitId ?? {}).flatMap(([id, snapshot]) =>
    snapshot === null ? [] : [toBucket(id, snapshot, 'read', context)],
  )
  // Older servers answer with the one bucket only.
  const buckets =
    named.length > 0 || reply.rateLimits === null
      ? named
      : [toBucket(idOf(reply.rateLimits), reply.rateLimits, 'read', context)]
  const known = previous === null || namesOtherAccount(previous, reply.accountId) ? [] : previous.buckets
  const windowsOf = (id: string): readonly LimitWindow[] => known.find((bucket) => bucket.id === id)?.windows ?? []
  return {
    accountId: reply.accountId,
    plan: reply.rateLimits?.planType ?? null,
    buckets: sorted(
      buckets.map((bucket) => ({
        ...bucket,
        windows: bucket.windows.map((window) => merged(find(windowsOf(bucket.id), window.minutes), window)),
      })),
    ),
    resetCredits: reply.rateLimitResetCredits,
    readAtMs: context.nowMs,
  }
}

/** Whether a full answer is about somebody else than what is known so far. */
export function namesOtherAccount({ accountId }: Limits, next: string | null): boolean {
  return accountId !== null && next !== null && accountId !== next
}

/**
 * Merges what names one bucket only, and not always that of the model in use: an `account/rateLimits/updated`, or the same in
 * a rollout. What it leaves out or sends as null did not change, so the other windows and buckets keep their last reading. A
 * number that is older than the one known is kept in the details.
 */
export function mergeUpdate(
  limits: Limits,
  snapshot: RateLimitSnapshot,
  context: MergeContext,
  source: 'update' | 'rollout' = 'update',
): Limits {
  const update = toBucket(idOf(snapshot), snapshot, source, context)
  const previous = limits.buckets.find((bucket) => bucket.id === update.id)
  // The server was asked since, and named no such bucket or window.
  const isOld = limits.readAtMs !== null && context.nowMs <= limits.readAtMs
  const windows = update.windows.filter(({ minutes }) => !isOld || find(previous?.windows ?? [], minutes) !== undefined)
  // A snapshot of nothing but nulls says nothing, also not that such a bucket exists.
  if (windows.length === 0 && (previous === undefined || isOld)) return limits
  const bucket: Bucket =
    previous === undefined
      ? { ...update, windows }
      : {
          ...previous,
          label: snapshot.limitName === null || isOld ? previous.label : update.label,
          lane: previous.lane ?? update.lane,
          windows: mergeWindows(previous.windows, windows),
          ...(isOld ? {} : newerFacts(previous, update, windows.length > 0)),
        }
  const others = limits.buckets.filter(({ id }) => id !== update.id)
  return {
    ...limits,
    plan: isOld ? limits.plan : (snapshot.planType ?? limits.plan),
    buckets: sorted([...others, bucket]),
  }
}

function newerFacts(previous: Bucket, update: Bucket, saysWindows: boolean) {
  return {
    credits: update.credits ?? previous.credits,
    individualLimit: update.individualLimit ?? previous.individualLimit,
    spendControlReached: update.spendControlReached ?? previous.spendControlReached,
    reachedType: saysWindows ? update.reachedType : previous.reachedType,
  }
}

function idOf(snapshot: RateLimitSnapshot): string {
  return snapshot.limitId ?? STANDARD_ID
}

function toBucket(id: string, snapshot: RateLimitSnapshot, source: LimitSource, context: MergeContext): Bucket {
  const { nowMs } = context
  return {
    id,
    label: snapshot.limitName ?? (id === STANDARD_ID ? 'Standard' : id),
    lane: laneOfBucket(id, snapshot, context),
    windows: byLength(
      [snapshot.primary, snapshot.secondary].flatMap((window) => {
        if (window === null || (source !== 'read' && window.usedPercent === null)) return []
        const { usedPercent, windowDurationMins: minutes, resetsAt } = window
        const reading = toReading(usedPercent, resetsAt)
        return [
          { minutes, label: windowLabel(minutes), reading, readAtMs: nowMs, source, movedAtMs: nowMs, others: [] },
        ]
      }),
    ),
    credits: snapshot.credits,
    individualLimit: snapshot.individualLimit,
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

function mergeWindows(previous: readonly LimitWindow[], update: readonly LimitWindow[]): readonly LimitWindow[] {
  const moved = new Set(update.map((window) => window.minutes))
  return byLength([
    ...previous.filter((window) => !moved.has(window.minutes)),
    ...update.map((window) => merged(find(previous, window.minutes), window)),
  ])
}

/** The newest reading wins; what another source said else is kept beside it. */
function merged(known: LimitWindow | undefined, next: LimitWindow): LimitWindow {
  if (known === undefined) return next
  const [newer, older] = next.readAtMs >= known.readAtMs ? [next, known] : [known, next]
  const beside: readonly OtherReading[] = [
    { reading: older.reading, readAtMs: older.readAtMs, source: older.source },
    ...known.others,
  ]
  return {
    ...newer,
    movedAtMs: says(older.reading, newer.reading) ? older.movedAtMs : newer.readAtMs,
    others: newestOfEach(beside).filter(
      (other) => other.source !== newer.source && other.reading.kind === 'known' && !says(other.reading, newer.reading),
    ),
  }
}

/** Whether two readings tell the same number of the same period. */
function says(a: LimitReading, b: LimitReading): boolean {
  if (a.kind !== 'known' || b.kind !== 'known') return a.kind === b.kind
  return a.usedPercent === b.usedPercent && isSameReset(a.resetsAtSec, b.resetsAtSec)
}

function isSameReset(a: number | null, b: number | null): boolean {
  return a === null || b === null || Math.abs(a - b) <= SAME_RESET_SEC
}

function newestOfEach(readings: readonly OtherReading[]): readonly OtherReading[] {
  const newestFirst = readings.toSorted((a, b) => b.readAtMs - a.readAtMs)
  return newestFirst.filter(
    (reading, at) => newestFirst.findIndex((earlier) => earlier.source === reading.source) === at,
  )
}

function find(windows: readonly LimitWindow[], minutes: number | null): LimitWindow | undefined {
  return windows.find((window) => window.minutes === minutes)
}

function byLength(windows: readonly LimitWindow[]): readonly LimitWindow[] {
  const length = ({ minutes }: LimitWindow): number => minutes ?? Number.MAX_SAFE_INTEGER
  return windows.toSorted((a, b) => length(a) - length(b))
}

function sorted(buckets: readonly Bucket[]): readonly Bucket[] {
  const rank = ({ lane }: Bucket): number => (lane === 'standard' ? 0 : lane === 'spark' ? 1 : 2)
  return buckets.toSorted((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label) || a.id.localeCompare(b.id))
}
