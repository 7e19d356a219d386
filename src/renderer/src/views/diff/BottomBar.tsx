import { memo } from 'react'
import { displayName } from '../../../../core/words/display-name'
import { limitsInShort } from '../../../../core/words/limit-words'
import { asideWords, reviewWords } from '../../../../core/words/review-words'
import { useSnapshot } from '../../app-context'
import { CommitReviewed } from './acting/CommitReviewed'
import { useFolder } from './rail/use-folder'
import { useShownReview } from './rail/use-shown-review'
import { ElsewhereUnread } from './review/ElsewhereUnread'
import { ReviewKeys } from './review/ReviewKeys'
import { useMarkRefusal } from './review/use-review-marks'

interface Props {
  /** Opens the sheet of keys. */
  readonly onKeys: () => void
}

/** How much is left to read, how much is left of the limits, and the keys. */
export const BottomBar = memo(function BottomBar({ onKeys }: Props) {
  const limits = useSnapshot((snapshot) => limitsInShort(snapshot.limits.buckets))
  const review = useShownReview()
  const [folder] = useFolder()
  const refusal = useMarkRefusal()
  const aside = review === undefined ? '' : asideWords(review)
  const owes = review !== undefined && (review.unreviewedLines > 0 || review.uncounted.files > 0)
  return (
    <footer className="diff-bottom">
      <ReviewKeys />
      {/* Seen at once, and heard from the one place that speaks: each change of a burst would be said here. */}
      <p role="status" aria-live="off" className={owes ? 'debt num' : 'muted num'}>
        {reviewWords(review)}
        {folder === null ? null : <span className="muted"> in {displayName(folder)}</span>}
        {aside === '' ? null : <span className="muted"> · {aside}</span>}
      </p>
      <ElsewhereUnread />
      {refusal === null ? null : (
        <p role="alert" className="small">
          {refusal.message} {refusal.next}
        </p>
      )}
      {review?.forgotten ? <p className="small muted">Some marks could not be read, so they begin anew.</p> : null}
      <CommitReviewed />
      <span className="grow" />
      <span className="muted num-wrap bottom-limits">{limits}</span>
      <button type="button" className="btn quiet slim" aria-haspopup="dialog" onClick={onKeys}>
        ? keys
      </button>
    </footer>
  )
})
