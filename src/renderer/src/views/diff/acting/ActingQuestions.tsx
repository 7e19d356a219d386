import { count } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'
import { useActingState } from './acting-store'
import { CommitReviewedDialog } from './CommitReviewedDialog'
import { useActing } from './use-acting'

/** What is asked before something is done: only where a file would go, and for a commit. */
export function ActingQuestions() {
  const question = useActingState((state) => state.question)
  const acting = useActing()
  if (question === null) return null
  if (question.kind === 'commit-reviewed') return <CommitReviewedDialog onClose={acting.close} />
  const buttons = (label: string) => (
    <div className="row wrap">
      <Button look="primary" onPress={acting.goOn}>
        {label}
      </Button>
      <Button onPress={acting.close}>Cancel</Button>
    </div>
  )
  if (question.kind === 'delete-file')
    return (
      <Dialog title="Revert a file that was added" onCancel={acting.close}>
        <p className="any-break">
          <b className="mono">{displayName(question.file.path)}</b> did not exist before, so reverting deletes it. The
          checkpoint that is taken right before keeps it, and Undo brings it back.
        </p>
        {buttons('Delete the file')}
      </Dialog>
    )
  return (
    <Dialog title={`Revert change ${question.number}`} onCancel={acting.close}>
      <p>
        {count(question.files, 'file')} of it {question.files === 1 ? 'goes' : 'go'} back to what was there before.
        Lines that were edited since stay as they are and are named. A file that it added is deleted; the checkpoint
        that is taken right before keeps it.
      </p>
      {buttons(`Revert change ${question.number}`)}
    </Dialog>
  )
}
