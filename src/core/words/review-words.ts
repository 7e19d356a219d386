import type { ReviewView } from '../review/review-view'
import { count, countInDigits } from './counts'

/** "18 lines unreviewed", "All 14 lines reviewed", and what is not known is said to be. */
export function reviewWords(review: ReviewView | undefined): string {
  if (review === undefined) return 'Review not known yet'
  const { unreviewedLines, reviewedLines, uncounted } = review
  if (reviewedLines === 0 || unreviewedLines > 0 || uncounted.files === 0)
    return owedWords(unreviewedLines, uncounted.files, 'unreviewed') ?? allReadWords(reviewedLines)
  return `${allReadWords(reviewedLines)}, but not ${count(uncounted.files, 'file')} ${tooLarge}`
}

/**
 * "18 lines unreviewed, and 1200 files of a change too large to count", with either part alone where the other is
 * nothing; null where nothing is owed.
 */
export function owedWords(lines: number, files: number, stands: 'unreviewed' | 'never reviewed'): string | null {
  if (lines === 0) return files === 0 ? null : `${count(files, 'file')} ${stands}, ${tooLarge}`
  const more = files === 0 ? '' : `, and ${count(files, 'file')} ${tooLarge}`
  return `${countInDigits(lines, 'line')} ${stands}${more}`
}

const tooLarge = 'of a change too large to count'

function allReadWords(lines: number): string {
  return lines > 0 ? `All ${countInDigits(lines, 'line')} reviewed` : 'Nothing to review'
}

/** "120 generated and 9 lock lines apart"; empty where there are none. */
export function asideWords({ aside, uncounted }: ReviewView): string {
  const parts = [
    linesAside(aside),
    uncounted.apart === 0 ? '' : `${count(uncounted.apart, 'file')} apart, too many to count`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

function linesAside(aside: ReviewView['aside']): string {
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
