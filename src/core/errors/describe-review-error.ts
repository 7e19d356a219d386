import { unreachable } from '../result'
import type { ReviewError } from '../review/review-error'
import { type DescribedError, said } from './described-error'

/** Why something was not marked, in the user's words. */
export function describeReviewError(error: ReviewError): DescribedError {
  switch (error.kind) {
    case 'hunk-changed':
      return said('hunk-changed', 'This hunk changed meanwhile, so it was not marked.', 'Read it again.')
    case 'nothing-to-mark':
      return said(
        'nothing-to-mark',
        'There are no lines here that could be marked.',
        'Open the file to look at it as a whole.',
      )
    default:
      return unreachable(error)
  }
}

export function isReviewError(error: { readonly kind: string }): error is ReviewError {
  return error.kind === 'hunk-changed' || error.kind === 'nothing-to-mark'
}
