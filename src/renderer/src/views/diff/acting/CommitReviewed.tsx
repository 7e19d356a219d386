import { useId } from 'react'
import type { ReviewView } from '../../../../../core/review/review-view'
import type { DiffStore } from '../../../stores/diff-store'
import { Button } from '../../../ui/Button'
import { useDiff } from '../diff-context'
import { useShownReview } from '../rail/use-shown-review'
import { actingStoreOf, sayDone } from './acting-store'

const nothingReviewed = 'Nothing is reviewed yet'

/** Asks about the commit of what was reviewed, or says that nothing was. */
export function askToCommit(diff: DiffStore, review: ReviewView | undefined): void {
  if (hasNothing(review)) sayDone(diff, nothingReviewed)
  else actingStoreOf(diff).setState({ question: { kind: 'commit-reviewed' } })
}

function hasNothing(review: ReviewView | undefined): boolean {
  return review === undefined || review.reviewedLines === 0
}

/** Opens the commit of exactly what was reviewed. */
export function CommitReviewed() {
  const { diff } = useDiff()
  const review = useShownReview()
  const why = useId()
  const nothing = hasNothing(review)
  return (
    <>
      <Button
        look="slim"
        disabled={nothing}
        describedBy={nothing ? why : undefined}
        title={
          nothing ? nothingReviewed : 'One commit of exactly the reviewed hunks; the rest stays as it is (Shift+C)'
        }
        onPress={() => askToCommit(diff, review)}
      >
        Commit reviewed
      </Button>
      {nothing ? (
        <span id={why} className="hidden-text">
          {nothingReviewed}
        </span>
      ) : null}
    </>
  )
}
