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
 */
function bucketUsage(bucket, reset) {
  const reached = bucket.primary >= 100 || bucket.secondary >= 100
  return {
    allowed: !reached,
    limit_reached: reached,
    primary_window: usageWindow(bucket.primary, 5 * 3600, reset.primary),
    secondary_window: usageWindow(bucket.secondary, 7 * 86_400, reset.secondary),
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
    rate_limit: bucketUsage(state.spark, state.reset),
  }
  return {
    user_id: 'user-offline',
    account_id: 'acct-offline',
    email: 'dev@example.test',
    plan_type: state.plan,
    rate_limit: bucketUsage(state.std, state.reset),
    additional_rate_limits: state.includeSparkInUsage ? [spark] : [],
    credits: { has_credits: true, unlimited: false, balance: '12.50' },
    rate_limit_reset_credits: { available_count: 0 },
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
    ...(withCodex ? family('x-codex', state.std, state.reset) : {}),
    ...(withSpark ? family(sparkPrefix, state.spark, state.reset) : {}),
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
 * @param {BackendState['reset']} reset
 */
function family(prefix, bucket, reset) {
  return {
    [`${prefix}-primary-used-percent`]: String(bucket.primary),
    [`${prefix}-primary-window-minutes`]: '300',
    [`${prefix}-primary-reset-at`]: String(reset.primary),
    [`${prefix}-secondary-used-percent`]: String(bucket.secondary),
    [`${prefix}-secondary-window-minutes`]: '10080',
    [`${prefix}-secondary-reset-at`]: String(reset.secondary),
  }
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
