import { filesInFolder } from '../../../../../core/diff/folder-limit'
import { useSnapshot } from '../../../app-context'
import { shownOf } from '../../../stores/diff-state'
import { askToCommit } from '../acting/CommitReviewed'
import { useDiff } from '../diff-context'
import { foldFiles, isFolded } from '../folded-files'
import { useKeyBindings } from '../key-bindings'
import { useFolder } from '../rail/use-folder'
import type { CurrentHunk } from '../row-reader'
import { useUndoStack } from '../undo-stack'
import { nextUnreviewed } from './next-unreviewed'
import { useReviewMarks } from './use-review-marks'

/** The keys to read by, and to commit what was read. Space is not among them: it scrolls, and scrolling marks nothing. */
export function ReviewKeys() {
  const { repoId, diff, reader, view } = useDiff()
  const marks = useReviewMarks()
  const [folder] = useFolder()
  const undo = useUndoStack()
  const owing = useSnapshot((snapshot) => snapshot.reviews[repoId]?.files)
  const canUndoMark = useSnapshot((snapshot) => snapshot.reviews[repoId]?.undoable ?? null) !== null

  const goOn = (from: CurrentHunk | null): void => {
    const state = diff.store.getState()
    const shown = shownOf(state)
    const next = nextUnreviewed(
      {
        files: shown.kind === 'diff' ? filesInFolder(shown.files, folder) : [],
        review: state.review,
        owing: new Set(owing?.map(({ path }) => path)),
        isPending: marks.isPending,
      },
      from,
    )
    if (next === null) return
    if (isFolded(view.folded.getState(), next.path)) foldFiles(view.folded, [next.path], false)
    if (next.hunkId === null) reader.goToFile(next.path)
    else reader.goToHunk(next.path, next.hunkId)
  }

  useKeyBindings([
    {
      key: 'r',
      does: 'mark the hunk reviewed, then the next unreviewed',
      group: 'Review',
      run() {
        const current = reader.current()
        if (current === null) return
        if (current.hunkId !== null) marks.mark(current.path, current.hunkId, true)
        goOn(current)
      },
    },
    {
      key: 'R',
      does: 'mark the file reviewed',
      group: 'Review',
      run() {
        const current = reader.current()
        if (current !== null) marks.markFile(current.path)
      },
    },
    { key: 'n', does: 'next unreviewed', group: 'Review', run: () => goOn(reader.current()) },
    { key: 'C', does: 'commit what is reviewed', group: 'Review', run: () => askToCommit(diff) },
    {
      key: 'z',
      mod: true,
      does: 'take the last mark or revert back',
      group: 'Review',
      run() {
        // What was marked before the window was opened can be taken back as well.
        if (!undo.undo() && canUndoMark) marks.undoLast()
      },
    },
  ])
  return null
}
