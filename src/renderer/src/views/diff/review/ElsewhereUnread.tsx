import { count } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'
import { shownOf } from '../../../stores/diff-state'
import { useDiffState } from '../diff-context'
import { useShownReview } from '../rail/use-shown-review'

/** Lines that are to be read, but not in what is shown: of an earlier session, say. */
export function ElsewhereUnread() {
  const owing = useShownReview()?.files
  const shown = useDiffState(shownOf)
  const reading = useDiffState((state) => state.reading)
  if (owing === undefined || shown.kind !== 'diff' || reading) return null
  const paths = new Set(shown.files.map(({ path }) => path))
  const elsewhere = owing.filter(({ path }) => !paths.has(path))
  const lines = elsewhere.reduce((sum, file) => sum + file.lines, 0)
  if (lines === 0) return null
  return (
    <p className="small muted num" title={elsewhere.map(({ path }) => displayName(path)).join('\n')}>
      {lines} of them in {count(elsewhere.length, 'file')} that this scope does not show
    </p>
  )
}
