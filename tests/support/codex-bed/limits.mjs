// The rate limits of the stand-in backend, in the two shapes Codex reads: the /wham/usage body and response headers.
import { isSpark } from './models.mjs'

/** @typedef {import('./types.d.mts').BackendState} BackendState */
/** @typedef {import('./types.d.mts').BucketUse} BucketUse */

const nowSec = () => Math.floor(Date.now() / 1000)

/**
 * @param {number} used percent
 * @param {number} lengthSec
 * @param {number} resetsAtSec
 */
function usageWindow(used, lengthSec, resetsAtSec) {
  return {
    used_percent: Math.min(100, used),
    limit_window_seconds: lengthSec,
    reset_after_seconds: Math.max(0, resetsAtSec - nowSec()),
    reset_at: resetsAtSec,
  }
}

/**
 * @param {BucketUse} bucket
 * @param {BackendState['reset']} reset
 * @param {boolean} weeklyOnly
 */
function bucketUsage(bucket, reset, weeklyOnly) {
  const reached = bucket.primary >= 100 || bucket.secondary >= 100
  const weekly = usageWindow(bucket.secondary, 7 * 86_400, reset.secondary)
  return {
    allowed: !reached,
    limit_reached: reached,
    primary_window: weeklyOnly ? weekly : usageWindow(bucket.primary, 5 * 3600, reset.primary),
    secondary_window: weeklyOnly ? null : weekly,
  }
}

/**
 * Body of `GET …/wham/usage`.
 * @param {BackendState} state
 */
export function usage(state) {
  const spark = {
    limit_name: state.sparkLimitName,
    metered_feature: state.sparkLimitId,
    rate_limit: bucketUsage(state.spark, state.reset, state.weeklyOnly),
  }
  return {
    user_id: 'user-offline',
    account_id: state.accountId,
    email: 'dev@example.test',
    plan_type: state.plan,
    rate_limit: bucketUsage(state.std, state.reset, state.weeklyOnly),
    additional_rate_limits: state.includeSparkInUsage ? [spark] : [],
    credits: { has_credits: true, unlimited: false, balance: '12.50' },
    rate_limit_reset_credits: { available_count: state.resetCredits },
  }
}

/**
 * The `x-<limit id>-…` headers of a model response.
 * @param {BackendState} state
 * @param {string} model
 * @returns {Record<string, string>}
 */
export function limitHeaders(state, model) {
  if (state.families === 'none') return {}
  const spark = isSpark(model)
  const withCodex = state.families !== 'active' || !spark
  const withSpark = state.families === 'both' || (state.families === 'active' && spark)
  const sparkPrefix = `x-${state.sparkLimitId.replaceAll('_', '-')}`
  return {
    ...(withCodex ? family('x-codex', state.std, state) : {}),
    ...(withSpark ? family(sparkPrefix, state.spark, state) : {}),
    ...(withSpark ? { [`${sparkPrefix}-limit-name`]: state.sparkLimitName } : {}),
    'x-codex-credits-has-credits': 'true',
    'x-codex-credits-unlimited': 'false',
    'x-codex-credits-balance': '12.50',
    'x-codex-plan-type': state.plan,
  }
}

/**
 * @param {string} prefix
 * @param {BucketUse} bucket
 * @param {Pick<BackendState, 'reset' | 'weeklyOnly'>} state
 */
function family(prefix, bucket, { reset, weeklyOnly }) {
  const slots = weeklyOnly
    ? [{ slot: 'primary', used: bucket.secondary, minutes: 10_080, at: reset.secondary }]
    : [
        { slot: 'primary', used: bucket.primary, minutes: 300, at: reset.primary },
        { slot: 'secondary', used: bucket.secondary, minutes: 10_080, at: reset.secondary },
      ]
  return Object.fromEntries(
    slots.flatMap(({ slot, used, minutes, at }) => [
      [`${prefix}-${slot}-used-percent`, String(used)],
      [`${prefix}-${slot}-window-minutes`, String(minutes)],
      [`${prefix}-${slot}-reset-at`, String(at)],
    ]),
  )
}

/**
 * The in-stream event with the same numbers.
 * @param {BackendState} state
 * @param {string} model
 */
export function limitEvent(state, model) {
  const spark = isSpark(model)
  const bucket = spark ? state.spark : state.std
  return {
    type: 'codex.rate_limits',
    plan_type: state.plan,
    metered_limit_name: spark ? state.sparkLimitId : 'codex',
    limit_name: spark ? state.sparkLimitName : 'codex',
    rate_limits: {
      allowed: true,
      limit_reached: false,
      primary: { used_percent: bucket.primary, window_minutes: 300, reset_at: state.reset.primary },
      secondary: { used_percent: bucket.secondary, window_minutes: 10_080, reset_at: state.reset.secondary },
    },
  }
}
