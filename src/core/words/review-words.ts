import type { ReviewView } from '../review/review-view'
import { count } from './counts'

/** "18 lines unreviewed", "All 14 lines reviewed", and what is not known is said to be. */
export function reviewWords(review: ReviewView | undefined): string {
  if (review === undefined) return 'Review not known yet'
  const { unreviewedLines, reviewedLines } = review
  if (unreviewedLines > 0) return `${count(unreviewedLines, 'line')} unreviewed`
  return reviewedLines > 0 ? `All ${count(reviewedLines, 'line')} reviewed` : 'Nothing to review'
}

/** "120 generated and 9 lock lines apart"; empty where there are none. */
export function asideWords({ aside }: ReviewView): string {
  const kinds = [
    [aside.generated, 'generated'],
    [aside.lock, 'lock'],
    [aside.vendored, 'vendored'],
    [aside.moved, 'moved'],
  ] as const
  const named = kinds.filter(([lines]) => lines > 0).map(([lines, kind]) => `${lines} ${kind}`)
  if (named.length === 0) return ''
  const only = kinds.reduce((sum, [lines]) => sum + lines, 0) === 1
  const [last, ...others] = named.toReversed()
  const list = others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`
  return `${list} ${only ? 'line' : 'lines'} apart`
}
