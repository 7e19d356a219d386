import { useMemo } from 'react'
import { filesInFolder } from '../../../../../core/diff/folder-limit'
import { reviewInFolder } from '../../../../../core/review/review-in-folder'
import type { ReviewView } from '../../../../../core/review/review-view'
import { useSnapshot } from '../../../app-context'
import { shownOf } from '../../../stores/diff-state'
import { useDiff, useDiffState } from '../diff-context'
import { useFolder } from './use-folder'

/** Where the review stands, of the folder that the window is limited to; undefined while it is not known. */
export function useShownReview(): ReviewView | undefined {
  const { repoId } = useDiff()
  const [folder] = useFolder()
  const review = useSnapshot((snapshot) => snapshot.reviews[repoId])
  // Of the whole repository all is counted already, so what is drawn with it has no part in a save.
  const shown = useDiffState((state) => (folder === null ? null : shownOf(state)))
  const hunks = useDiffState((state) => (folder === null ? null : state.review))
  return useMemo(() => {
    if (review === undefined || folder === null) return review
    const files = shown?.kind === 'diff' ? filesInFolder(shown.files, folder) : []
    return reviewInFolder(review, folder, files, (path) => hunks?.get(path)?.hunks ?? [])
  }, [review, folder, shown, hunks])
}
