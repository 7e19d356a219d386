import type { Bucket, IndividualLimit, Limits } from '../limits/limits'
import { windowLabel } from '../limits/window-label'
import { count } from './counts'
import { displayName } from './display-name'
import { resetTime } from './times'

/** What the two lanes used to have: 5 h and a week. */
const customaryMinutes = [300, 10_080]

/** "5 h" for a lane whose bucket has only the weekly window: a window that is not named is not offered, and never 0 %. */
export function notOfferedWindows({ lane, windows }: Pick<Bucket, 'lane' | 'windows'>): readonly string[] {
  if (lane === null || windows.length === 0) return []
  const labels = windows.map(({ label }) => label)
  return customaryMinutes.map(windowLabel).filter((label) => !labels.includes(label))
}

/** What the server says of the account besides its limits. Firebreak shows it and never spends it. */
export function accountFacts({ buckets, resetCredits }: Pick<Limits, 'buckets' | 'resetCredits'>): readonly string[] {
  const credits = buckets.find((bucket) => bucket.credits?.hasCredits === true)?.credits
  const facts: string[] = []
  if (credits?.unlimited === true) facts.push('Credits: unlimited')
  else if (credits) facts.push(`Credits: ${credits.balance === null ? 'some' : displayName(credits.balance)}`)
  if (resetCredits !== null && resetCredits > 0)
    facts.push(`${count(resetCredits, 'reset')} you can ask for in Codex; Firebreak never does`)
  return facts
}

/** What is to be known of one bucket; `notOffered` is its lane's model when the account is not offered it. */
export function bucketFacts(
  bucket: Pick<Bucket, 'individualLimit' | 'spendControlReached' | 'reachedType'>,
  notOffered: string | null,
  nowMs: number,
): readonly string[] {
  const facts: string[] = []
  if (notOffered !== null)
    facts.push(`The limit is listed, but ${displayName(notOffered)} is not offered to this account`)
  if (bucket.spendControlReached === true) facts.push('The spending limit of your workspace is reached')
  if (bucket.individualLimit !== null) facts.push(individualWords(bucket.individualLimit, nowMs))
  const reached = bucket.reachedType === null ? null : (reachedWords[bucket.reachedType] ?? null)
  if (reached !== null) facts.push(reached)
  return facts
}

// RateLimitReachedType of 0.169.0; the plain "rate_limit_reached" says no more than 0 % does.
const reachedWords: Readonly<Record<string, string>> = {
  workspace_owner_credits_depleted: 'The workspace has no credits left; you can add some in its settings',
  workspace_member_credits_depleted: 'The workspace has no credits left; its owner can add some',
  workspace_owner_usage_limit_reached: 'The workspace’s usage limit is reached; you can change it in its settings',
  workspace_member_usage_limit_reached: 'The workspace’s usage limit is reached; its owner can change it',
}

function individualWords({ limit, used, remainingPercent, resetsAtSec }: IndividualLimit, nowMs: number): string {
  const parts = [
    used !== null && limit !== null ? `${displayName(used)} of ${displayName(limit)} used` : null,
    remainingPercent === null ? null : `${Math.max(0, Math.round(remainingPercent))} % left`,
    resetsAtSec === null ? null : `resets ${resetTime(resetsAtSec * 1000, nowMs)}`,
  ].filter((part) => part !== null)
  return `Your own spending limit: ${parts.length === 0 ? 'unknown' : parts.join(', ')}`
}
