import { z } from 'zod'
import { type RateLimitSnapshot, rateLimitSnapshotSchema } from '../codex/messages'

// `token_count.rate_limits` of a rollout, in snake_case; 0.104.0 and 0.169.0 were seen (tests/fixtures/rollouts). Versions before
// them wrote `resets_in_seconds` instead of a moment.
const field = z.unknown().optional()
const windowSchema = z
  .object({ used_percent: field, window_minutes: field, resets_at: field, resets_in_seconds: field })
  .nullish()
  .catch(null)
const schema = z.object({
  limit_id: field,
  limit_name: field,
  normal_model_slug: field,
  primary: windowSchema,
  secondary: windowSchema,
  credits: z.object({ has_credits: field, unlimited: field, balance: field }).nullish().catch(null),
  individual_limit: z
    .object({ limit: field, used: field, remaining_percent: field, resets_at: field })
    .nullish()
    .catch(null),
  spend_control_reached: field,
  plan_type: field,
  rate_limit_reached_type: field,
})
type Window = z.infer<typeof windowSchema>

/** The limits of one rollout record in the shape of the app-server's; null when it says nothing of any limit. */
export function rolloutLimits(rateLimits: unknown, atMs: number): RateLimitSnapshot | null {
  const parsed = schema.safeParse(rateLimits)
  if (!parsed.success) return null
  const { credits, individual_limit: individual, ...said } = parsed.data
  const snapshot = rateLimitSnapshotSchema.safeParse({
    limitId: said.limit_id,
    limitName: said.limit_name,
    normalModelSlug: said.normal_model_slug,
    primary: toWindow(said.primary, atMs),
    secondary: toWindow(said.secondary, atMs),
    credits: credits && { hasCredits: credits.has_credits, unlimited: credits.unlimited, balance: credits.balance },
    individualLimit: individual && {
      limit: individual.limit,
      used: individual.used,
      remainingPercent: individual.remaining_percent,
      resetsAt: individual.resets_at,
    },
    spendControlReached: said.spend_control_reached,
    planType: said.plan_type,
    rateLimitReachedType: said.rate_limit_reached_type,
  })
  return snapshot.success ? snapshot.data : null
}

function toWindow(window: Window, atMs: number) {
  if (!window) return null
  const { used_percent: usedPercent, window_minutes: windowDurationMins, resets_in_seconds: inSeconds } = window
  const resetsAt = typeof inSeconds === 'number' ? Math.round(atMs / 1000 + inSeconds) : window.resets_at
  return { usedPercent, windowDurationMins, resetsAt }
}
