import { useMemo } from 'react'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { FileLines } from '../../../../../core/review/review-view'
import { count } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'
import { shownOf } from '../../../stores/diff-state'
import { useDiffState } from '../diff-context'
import { useShownReview } from '../rail/use-shown-review'

/** Lines that are to be read, but not in what is shown: of an earlier session, say. */
export function ElsewhereUnread() {
  const owing = useShownReview()?.files
  // A save is of no interest here unless something is owed.
  const shown = useDiffState((state) => (owing === undefined || owing.length === 0 ? null : shownOf(state)))
  const reading = useDiffState((state) => state.reading)
  const files = shown?.kind === 'diff' ? shown.files : null
  const elsewhere = useMemo(() => (owing === undefined || files === null ? [] : notShown(owing, files)), [owing, files])
  if (reading) return null
  const lines = elsewhere.reduce((sum, file) => sum + file.lines, 0)
  if (lines === 0) return null
  return (
    <p className="small muted num" title={elsewhere.map(({ path }) => displayName(path)).join('\n')}>
      {lines} of them in {count(elsewhere.length, 'file')} that this scope does not show
    </p>
  )
}

/** Both are sorted by path, so one walk through them tells. */
function notShown(owing: readonly FileLines[], files: readonly FileDiff[]): readonly FileLines[] {
  let at = 0
  return owing.filter(({ path }) => {
    for (let next = files[at]; next !== undefined && next.path < path; next = files[at]) at++
    return files[at]?.path !== path
  })
}
