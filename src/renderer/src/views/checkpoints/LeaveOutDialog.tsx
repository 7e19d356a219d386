import type { RepoView } from '../../../../core/app/snapshot'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { LeftOut } from './LeftOut'

/** Chosen before the first capture, or whenever something must not be copied. */
export function LeaveOutDialog({ repo, onClose }: { readonly repo: RepoView; readonly onClose: () => void }) {
  return (
    <Dialog title="Leave out of checkpoints" wide titleFirst onCancel={onClose}>
      <div className="stack tight">
        <p>What is left out is copied nowhere, so no restore can bring it back, and none touches it.</p>
        <p className="small muted">
          Left out by themselves: ignored folders such as node_modules, ignored files above the limits of the settings,
          any file above 500 MB. Files you hold back stay out of commits, not out of checkpoints.
        </p>
      </div>
      <LeftOut repo={repo} />
      <div className="row">
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  )
}
