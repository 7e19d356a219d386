import { useMemo } from 'react'
import { reviewInFolder } from '../../../../../core/review/review-in-folder'
import type { ReviewView } from '../../../../../core/review/review-view'
import { useSnapshot } from '../../../app-context'
import { useDiff, useDiffState } from '../diff-context'
import { useFolder } from './use-folder'
import { useShownFiles } from './use-shown-files'

/** Where the review stands, of the folder that the window is limited to; undefined while it is not known. */
export function useShownReview(): ReviewView | undefined {
  const { repoId } = useDiff()
  const [folder] = useFolder()
  const review = useSnapshot((snapshot) => snapshot.reviews[repoId])
  const hunks = useDiffState((state) => state.review)
  const files = useShownFiles()
  return useMemo(
    () =>
      review === undefined ? undefined : reviewInFolder(review, folder, files, (path) => hunks.get(path)?.hunks ?? []),
    [review, folder, files, hunks],
  )
}
