import type { CheckpointItem } from '../../../../core/app/checkpoint-views'
import { checkpointName } from '../../../../core/words/checkpoint-words'
import { count } from '../../../../core/words/counts'
import { timeThenDay } from '../../../../core/words/times'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { useCheckpoints } from './checkpoints-context'

interface Props {
  readonly item: CheckpointItem
  readonly now: number
  readonly onClose: () => void
}

/** Asked before a checkpoint is removed, as nothing brings it back. */
export function ForgetDialog({ item, now, onClose }: Props) {
  const { repoId, send } = useCheckpoints()
  return (
    <Dialog title="Forget this checkpoint?" onCancel={onClose} titleFirst>
      <div className="stack tight">
        <p className="any-break">
          <b className="num">{timeThenDay(item.atMs, now)}</b> {checkpointName(item)}
        </p>
        <p>
          It holds {count(item.files, 'file')} as they were then. What no other checkpoint holds is removed with it.
          This cannot be undone. Your files stay as they are.
        </p>
      </div>
      <div className="row wrap">
        <Button
          look="primary"
          onPress={() => {
            void send({ type: 'checkpoint/forget', repoId, checkpointId: item.id })
            onClose()
          }}
        >
          Forget
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </Dialog>
  )
}
