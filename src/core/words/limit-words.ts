import type { BucketView, WindowView } from '../app/snapshot'
import { unreachable } from '../result'
import { clockTime, duration, resetTime } from './times'

/** A number older than this shows its age. */
const staleAfterMs = 5 * 60_000

/** "44 % left", or in words why there is no number. */
export function leftWords({ reading }: WindowView): string {
  switch (reading.kind) {
    case 'known':
      return `${reading.leftPercent} % left`
    case 'reset-due':
      return 'reset due, refreshing'
    case 'unknown':
      return 'unknown'
    default:
      return unreachable(reading)
  }
}

/** "resets 14:20, in 2 h 14 min", with the time of the reading when that is old; null when neither is to be said. */
export function windowLine({ reading, resetsAtMs, readAtMs }: WindowView, nowMs: number): string | null {
  const parts: string[] = []
  if (reading.kind === 'known' && resetsAtMs !== null)
    parts.push(`resets ${resetTime(resetsAtMs, nowMs)}, in ${duration(resetsAtMs - nowMs)}`)
  if (reading.kind === 'known' && nowMs - readAtMs > staleAfterMs)
    parts.push(`as of ${clockTime(readAtMs)}, ${duration(nowMs - readAtMs)} ago`)
  return parts.length === 0 ? null : parts.join(' · ')
}

/** The window that runs out first is the one to look at; without a number anywhere it is the shortest. */
export function tightestWindow(bucket: BucketView): WindowView | null {
  const left = ({ reading }: WindowView) => (reading.kind === 'known' ? reading.leftPercent : Number.POSITIVE_INFINITY)
  return bucket.windows.toSorted((a, b) => left(a) - left(b))[0] ?? null
}

/** "Spark 44 % left · Standard 66 % left": per lane what is left of its tightest window. */
export function limitsInShort(buckets: readonly BucketView[]): string {
  const words = (lane: 'spark' | 'standard') => {
    const windows = buckets
      .filter((bucket) => bucket.lane === lane)
      .flatMap((bucket) => bucket.windows)
      .flatMap(({ reading }) => (reading.kind === 'known' ? [reading.leftPercent] : []))
    return windows.length === 0 ? 'limit unknown' : `${Math.min(...windows)} % left`
  }
  return `Spark ${words('spark')} · Standard ${words('standard')}`
}
