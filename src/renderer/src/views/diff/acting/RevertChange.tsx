import type { ChangeView } from '../../../../../core/app/session-views'
import { fileCount } from '../../../../../core/words/change-words'
import { Button } from '../../../ui/Button'
import { useActing } from './use-acting'

/** Takes a change of the timeline back; one without files has nothing to take back. */
export function RevertChange({ change, describedBy }: { readonly change: ChangeView; readonly describedBy: string }) {
  const acting = useActing()
  const files = fileCount(change)
  if (files === 0) return null
  return (
    <Button look="quiet slim" describedBy={describedBy} onPress={() => acting.askRevertChange(change.number, files)}>
      Revert change {change.number}
    </Button>
  )
}
