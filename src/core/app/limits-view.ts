import type { CodexError } from '../codex/codex-error'
import { describeCodexError } from '../errors/describe-codex-error'
import type { Lane } from '../lanes/lanes'
import { bucketsOfLane } from '../limits/lane-of-bucket'
import { isLimitLow } from '../limits/low-limit'
import { type Bucket, limitsAt, type LimitReading, type LimitSource, type LimitWindow } from '../limits/limits'
import type { LimitsState } from '../limits/limits-state'
import { countsFor, stillMeter, tokensOfWindow } from '../limits/own-count'
import { accountFacts, bucketFacts, notOfferedWindows } from '../words/limit-facts'
import { type CountFacts, type CountView, countView } from './count-view'
import type { ProblemView } from './problem-view'

export interface LimitsView {
  readonly state:
    | { readonly kind: 'unknown' }
    | { readonly kind: 'known'; readonly readAtMs: number }
    | { readonly kind: 'unavailable'; readonly problem: ProblemView }
  /** Said by the records of sessions only: the server was not asked, or nobody is signed in. */
  readonly fromRecords: boolean
  /** A lane's limit is at the last warning before nothing is left. */
  readonly low: boolean
  /** The standard bucket first, then the Spark lane's, then the rest. */
  readonly buckets: readonly BucketView[]
  /** Lanes without any limit, once the server was asked. */
  readonly lanesWithout: readonly Lane[]
  /** What else the server says of the account, such as credits; one line each. */
  readonly facts: readonly string[]
  readonly count: CountView
}

export interface BucketView {
  readonly id: string
  readonly label: string
  readonly lane: Lane | null
  readonly windows: readonly WindowView[]
  /** Customary windows that the server does not name here. */
  readonly notOffered: readonly string[]
  /** One line each, such as what a member's own limit is. */
  readonly facts: readonly string[]
  /** A meter that stands still while tokens were counted. */
  readonly still: { readonly sinceMs: number; readonly tokens: number } | null
}

export interface WindowView {
  /** Length in minutes; null when the server does not say. */
  readonly minutes: number | null
  /** "5 h", "weekly", … */
  readonly label: string
  readonly reading:
    | { readonly kind: 'known'; readonly leftPercent: number }
    /** The reset time has passed and the new number is not read yet. */
    | { readonly kind: 'reset-due' }
    | { readonly kind: 'unknown' }
  readonly resetsAtMs: number | null
  readonly readAtMs: number
  readonly source: LimitSource
  /** What another source said last, where it is another number. */
  readonly others: readonly { readonly leftPercent: number; readonly readAtMs: number; readonly source: LimitSource }[]
  /** Tokens that were counted on this computer in this window; null where that is not known. */
  readonly countedTokens: number | null
}

/** What of the app's state limits are drawn from. */
type LimitsFacts = CountFacts & {
  readonly limits: LimitsState
  readonly codex: { readonly kind: 'found' } | { readonly kind: 'failed'; readonly error: CodexError } | null
}

/** Every bucket as it may be shown at a moment. */
export function bucketViews(state: LimitsFacts, nowMs: number): readonly BucketView[] {
  const { limits } = state.limits
  if (limits === null) return []
  return limitsAt(limits, nowMs).buckets.map((bucket) => ({
    id: bucket.id,
    label: bucket.label,
    lane: bucket.lane,
    windows: bucket.windows.map((window) => windowView(bucket, window, state, nowMs)),
    notOffered: notOfferedWindows(bucket),
    facts: bucketFacts(bucket, notOfferedModel(bucket, state), nowMs),
    still: stillMeter(state.usage, bucket, countsFor(bucket.lane, state.settings.lanes)),
  }))
}

export function limitsView(state: LimitsFacts, buckets: readonly BucketView[], nowMs: number): LimitsView {
  const { limits } = state.limits
  const lanes: readonly Lane[] = ['standard', 'spark']
  const wasAsked = limits !== null && limits.readAtMs !== null
  return {
    state: stateOf(state, buckets),
    fromRecords: limits !== null && !wasAsked && buckets.length > 0,
    low: isLimitLow(limits === null ? [] : limitsAt(limits, nowMs).buckets, state.settings.limitAlerts.thresholds),
    buckets,
    lanesWithout: wasAsked
      ? lanes.filter((lane) => bucketsOfLane(buckets, lane, state.settings.lanes).length === 0)
      : [],
    facts: limits === null ? [] : accountFacts(limits),
    count: countView(state, nowMs),
  }
}

function stateOf({ limits, codex }: LimitsFacts, buckets: readonly BucketView[]): LimitsView['state'] {
  const newest = Math.max(...buckets.flatMap(({ windows }) => windows.map(({ readAtMs }) => readAtMs)))
  const known = limits.readAtMs ?? (limits.account.kind === 'chatgpt' ? newest : Number.NaN)
  if (buckets.length > 0 && Number.isFinite(known)) return { kind: 'known', readAtMs: known }
  if (codex?.kind === 'failed') return unavailable(describeCodexError(codex.error))
  if (limits.account.kind === 'signed-out')
    return unavailable({
      message:
        buckets.length > 0
          ? 'Codex is not signed in. These limits are what the records of its sessions say.'
          : 'Codex is not signed in, so there are no limits to show.',
      next: 'Run codex login in a terminal.',
    })
  if (limits.account.kind === 'api-key')
    return unavailable({
      message: 'Codex uses an API key, which has no limits to show.',
      next: 'Sign in with ChatGPT in Codex to see them.',
    })
  if (limits.problem !== null) return unavailable(describeCodexError(limits.problem))
  return { kind: 'unknown' }
}

function unavailable({ message, next }: ProblemView): LimitsView['state'] {
  return { kind: 'unavailable', problem: { message, next } }
}

function windowView(bucket: Bucket, window: LimitWindow, state: LimitsFacts, nowMs: number): WindowView {
  const { minutes, label, reading, readAtMs, source, others } = window
  return {
    minutes,
    label,
    reading: reading.kind === 'known' ? { kind: 'known', leftPercent: reading.leftPercent } : { kind: reading.kind },
    resetsAtMs: resetOf(reading),
    readAtMs,
    source,
    others: others.flatMap((other) =>
      other.reading.kind === 'known'
        ? [{ leftPercent: other.reading.leftPercent, readAtMs: other.readAtMs, source: other.source }]
        : [],
    ),
    countedTokens: tokensOfWindow(state.usage, window, countsFor(bucket.lane, state.settings.lanes), nowMs),
  }
}

function resetOf(reading: LimitReading): number | null {
  return reading.kind === 'unknown' || reading.resetsAtSec === null ? null : reading.resetsAtSec * 1000
}

/** The model of the bucket's lane, when the account is not offered it: what is left cannot be used then. */
function notOfferedModel({ lane }: Bucket, { settings, models, limits }: LimitsFacts): string | null {
  if (lane === null || models.list === null || limits.account.kind !== 'chatgpt') return null
  const { model } = settings.lanes[lane]
  return models.list.some(({ id }) => id === model) ? null : model
}
