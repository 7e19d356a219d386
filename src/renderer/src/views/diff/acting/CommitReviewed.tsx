import { useId } from 'react'
import { Button } from '../../../ui/Button'
import { useDiff } from '../diff-context'
import { useShownReview } from '../rail/use-shown-review'
import { actingStoreOf } from './acting-store'

/** Opens the commit of exactly what was reviewed. */
export function CommitReviewed() {
  const { diff } = useDiff()
  const review = useShownReview()
  const why = useId()
  const nothing = review === undefined || review.reviewedLines === 0
  return (
    <>
      <Button
        look="slim"
        disabled={nothing}
        describedBy={nothing ? why : undefined}
        title={
          nothing ? 'Nothing is reviewed yet' : 'One commit of exactly the reviewed hunks; the rest stays as it is'
        }
        onPress={() => actingStoreOf(diff).setState({ question: { kind: 'commit-reviewed' } })}
      >
        Commit reviewed
      </Button>
      {nothing ? (
        <span id={why} className="hidden-text">
          Nothing is reviewed yet
        </span>
      ) : null}
    </>
  )
}
