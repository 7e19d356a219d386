import type { Session } from '../session/session'
import type { ReviewView } from './review-view'
import { uncountedOf } from './uncounted'

/**
 * A session with what is known of its review. Of one that the review of its repository does not name nothing is left to
 * read, unless it was never reviewed at all: an earlier version kept no review.
 */
export function withReview(session: Session, review: ReviewView | undefined): Session {
  if (review === undefined) return session
  const uncountedFiles = uncountedOf(review, session.id)
  const left = review.sessions.find(({ sessionId }) => sessionId === session.id)
  const marks = review.marks?.sessionId === session.id ? review.marks : null
  const isUnnamed = left === undefined && marks === null && uncountedFiles === 0
  if (isUnnamed && session.review === null) return session
  const before = session.review
  const next = {
    unreviewedLines: left?.lines ?? 0,
    oneByOne: marks?.oneByOne ?? before?.oneByOne ?? 0,
    atOnce: marks?.atOnce ?? before?.atOnce ?? 0,
    reviewedLines: marks?.lines ?? before?.reviewedLines ?? 0,
    uncountedFiles,
  }
  const same =
    before !== null &&
    before.unreviewedLines === next.unreviewedLines &&
    before.oneByOne === next.oneByOne &&
    before.atOnce === next.atOnce &&
    before.reviewedLines === next.reviewedLines &&
    before.uncountedFiles === next.uncountedFiles
  return same ? session : { ...session, review: next }
}
