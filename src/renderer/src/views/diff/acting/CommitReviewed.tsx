import type { DiffStore } from '../../../stores/diff-store'
import { Button } from '../../../ui/Button'
import { useDiff } from '../diff-context'
import { actingStoreOf } from './acting-store'

/** Asks about the commit of what was reviewed. */
export function askToCommit(diff: DiffStore): void {
  actingStoreOf(diff).setState({ question: { kind: 'commit-reviewed' } })
}

/**
 * Opens the commit of exactly what was reviewed. It always can be pressed: what is reviewed of all that is uncommitted is
 * read for the dialog, which says it when nothing can go; what the window knows (what is owed, one scope) is less than that.
 */
export function CommitReviewed() {
  const { diff } = useDiff()
  return (
    <Button
      look="slim"
      title="One commit of exactly the reviewed hunks; the rest stays as it is (Shift+C)"
      onPress={() => askToCommit(diff)}
    >
      Commit reviewed
    </Button>
  )
}
