import type { RateLimitSnapshot } from '../codex/messages'
import type { Lane, LanesSettings } from '../lanes/lanes'

/**
 * The lane whose use counts in a bucket: by the ids in the settings, else by the name of the limit, of its normal model or of
 * the lane's model. Null for a bucket that nobody knows, which is shown under its own name.
 */
export function laneOfBucket(
  id: string,
  { limitName, normalModelSlug }: Pick<RateLimitSnapshot, 'limitName' | 'normalModelSlug'>,
  context: { readonly lanes: LanesSettings['lanes']; readonly sparkDisplayName: string | null },
): Lane | null {
  const { spark, standard } = context.lanes
  // A lane whose model has no limit of its own shares the ordinary one, which stays the standard lane's.
  if (standard.limitIds.includes(id)) return 'standard'
  if (spark.limitIds.includes(id)) return 'spark'
  const named = [id, limitName, normalModelSlug].flatMap((name) => (name === null ? [] : [plainName(name)]))
  if ([spark.model, context.sparkDisplayName ?? spark.model].some((name) => named.includes(plainName(name))))
    return 'spark'
  return named.includes(plainName(standard.model)) ? 'standard' : null
}

/**
 * The buckets that a lane uses: those whose ids its settings name, as a lane may share the ordinary one, which is called the
 * standard lane's; where there is none of these, those that are called its own.
 */
export function bucketsOfLane<T extends { readonly id: string; readonly lane: Lane | null }>(
  buckets: readonly T[],
  lane: Lane,
  lanes: LanesSettings['lanes'],
): readonly T[] {
  const named = buckets.filter(({ id }) => lanes[lane].limitIds.includes(id))
  return named.length > 0 ? named : buckets.filter((bucket) => bucket.lane === lane)
}

/** "GPT-5.3-Codex-Spark" and "gpt-5.3-codex-spark" are one name. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
