import type { Bucket } from './limits'

/** Whether a lane's limit is at the last threshold above nothing, or below it: then the tray warns. */
export function isLimitLow(buckets: readonly Bucket[], thresholds: readonly number[]): boolean {
  const last = Math.min(...thresholds.filter((threshold) => threshold > 0))
  const low = Number.isFinite(last) ? last : 0
  return buckets
    .filter(({ lane }) => lane !== null)
    .some(({ windows }) => windows.some(({ reading }) => reading.kind === 'known' && reading.leftPercent <= low))
}
