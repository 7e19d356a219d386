import type { BucketView, WindowView } from '../app/limits-view'
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

/** "as of 12:02", with its age when it is old. */
export function asOfWords(readAtMs: number, nowMs: number): string {
  const age = nowMs - readAtMs
  return `as of ${clockTime(readAtMs)}${age > staleAfterMs ? `, ${duration(age)} ago` : ''}`
}

/**
 * "resets 14:20, in 2 h 14 min", with the age of the reading when that is old and not the one that is said for all
 * limits together; null when neither is to be said.
 */
export function windowLine(window: WindowView, nowMs: number, saidReadAtMs: number | null): string | null {
  const { reading, resetsAtMs, readAtMs } = window
  const parts: string[] = []
  if (reading.kind === 'known' && resetsAtMs !== null)
    parts.push(`resets ${resetTime(resetsAtMs, nowMs)}, in ${duration(resetsAtMs - nowMs)}`)
  const isSaid = saidReadAtMs !== null && Math.abs(readAtMs - saidReadAtMs) < 60_000
  if (reading.kind === 'known' && nowMs - readAtMs > staleAfterMs && !isSaid) parts.push(asOfWords(readAtMs, nowMs))
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
