import { type RateLimitSnapshot, rateLimitsReplySchema, rateLimitsUpdatedSchema } from '../../src/core/codex/messages'
import { standOf } from '../../src/core/lanes/bucket-stand'
import { bucketsOfLane } from '../../src/core/limits/lane-of-bucket'
import { type Limits, limitsAt, nextResetMs, noLimits, tightestWindow } from '../../src/core/limits/limits'
import { mergeRead, mergeUpdate } from '../../src/core/limits/merge-limits'
import { defaultSettings } from '../../src/core/settings'
import { mutateJson } from './mutate'
import { type Chance, type FuzzTarget, must, same } from './target'

const { lanes } = defaultSettings()
const startMs = Date.UTC(2026, 10, 22, 12)

/** Whatever a server says of limits, no number is made up: percentages are whole, and what an update does not name stays. */
export const limitPayloads: FuzzTarget = {
  name: 'limit payloads',
  rounds: 400,
  round(chance) {
    let nowMs = startMs
    let limits: Limits = noLimits
    for (let steps = 1 + chance.int(6); steps > 0; steps--) {
      nowMs += chance.int(4) * 3_600_000
      const context = { nowMs, lanes, sparkDisplayName: chance.pick([null, 'GPT-5.3-Codex-Spark', '']) }
      if (chance.odds(0.4)) {
        const reply = rateLimitsReplySchema.safeParse(mutateJson(replyOf(chance), chance))
        if (reply.success) limits = mergeRead(reply.data, context, chance.odds(0.5) ? limits : null)
      } else {
        const update = rateLimitsUpdatedSchema.safeParse({ rateLimits: mutateJson(bucketOf(chance), chance) })
        if (update.success) limits = updated(limits, update.data.rateLimits, context, chance)
      }
      check(limits, nowMs)
    }
  },
}

function updated(
  limits: Limits,
  snapshot: RateLimitSnapshot,
  context: Parameters<typeof mergeUpdate>[2],
  chance: Chance,
): Limits {
  const next = mergeUpdate(limits, snapshot, context, chance.pick(['update', 'rollout']))
  const id = snapshot.limitId ?? 'codex'
  const others = (all: Limits) => all.buckets.filter((bucket) => bucket.id !== id)
  same(others(next), others(limits), 'an update changed another bucket')
  return next
}

function check(limits: Limits, nowMs: number): void {
  const shown = limitsAt(limits, nowMs)
  const ids = shown.buckets.map(({ id }) => id)
  must(new Set(ids).size === ids.length, 'a bucket twice', ids)
  for (const bucket of shown.buckets) {
    for (const window of bucket.windows) {
      const { reading } = window
      must(window.label !== '', 'a window without a name', window)
      if (reading.kind !== 'known') continue
      const { usedPercent, leftPercent, resetsAtSec } = reading
      must(Number.isInteger(leftPercent) && leftPercent >= 0 && leftPercent <= 100, 'percent left', window)
      must(usedPercent + leftPercent === 100, 'percentages that do not add up', window)
      must(resetsAtSec === null || resetsAtSec * 1000 > nowMs, 'a number whose reset has passed', window)
    }
    tightestWindow(bucket)
  }
  must(nextResetMs(shown, nowMs) > nowMs, 'a reset in the past', shown)
  for (const lane of ['spark', 'standard'] as const) {
    const stand = standOf(bucketsOfLane(shown.buckets, lane, lanes))
    if (stand.kind === 'left') must(stand.leftPercent > 0, 'nothing left that is said to be left', stand)
  }
}

function replyOf(chance: Chance): unknown {
  const buckets = Array.from({ length: chance.int(4) }, () => bucketOf(chance))
  return {
    rateLimits: bucketOf(chance),
    rateLimitsByLimitId: chance.odds(0.2)
      ? null
      : Object.fromEntries(buckets.map((bucket) => [bucket.limitId ?? 'codex', bucket])),
    rateLimitResetCredits: { availableCount: chance.int(3), credits: null },
    accountId: chance.pick(['acct-a', 'acct-b', null]),
  }
}

function bucketOf(chance: Chance) {
  return {
    limitId: chance.pick(['codex', 'codex_bengalfox', 'premium', 'x\u202ey', null]),
    limitName: chance.pick([null, 'GPT-5.3-Codex-Spark', 'Premium', '']),
    normalModelSlug: null,
    primary: windowOf(chance),
    secondary: windowOf(chance),
    credits: chance.odds(0.5) ? null : { hasCredits: chance.odds(0.5), unlimited: false, balance: '12.50' },
    individualLimit: null,
    spendControlReached: chance.pick([null, false, true]),
    planType: chance.pick([null, 'pro', 'plus']),
    rateLimitReachedType: chance.pick([null, null, 'rate_limit_reached']),
  }
}

function windowOf(chance: Chance) {
  if (chance.odds(0.2)) return null
  return {
    usedPercent: chance.pick([0, 12, 99.5, 100, 250, -3, 56.4]),
    windowDurationMins: chance.pick([300, 10_080, 60, 43_200, 0, null]),
    resetsAt: chance.pick([null, 0, startMs / 1000 + chance.int(40_000), 1e12]),
  }
}
