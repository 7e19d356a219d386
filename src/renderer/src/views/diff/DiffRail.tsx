import type { SessionView } from '../../../../core/app/snapshot'
import type { Scope } from '../../../../core/diff/scope'
import type { RepoPath } from '../../../../core/repo/repo-path'
import type { Shown } from '../../stores/diff-state'
import { CheckpointNow, CheckpointsPart } from '../checkpoints/CheckpointsPart'
import { FileRail } from './FileRail'
import { Timeline } from './Timeline'

interface Props {
  readonly shown: Shown
  readonly session: SessionView | null
  readonly scope: Scope
  readonly onScope: (scope: Scope) => void
  readonly onFile: (path: RepoPath) => void
}

/** Left of the diff: the files of the scope, the changes of the session below them, and at the bottom the checkpoints. */
export function DiffRail({ shown, session, scope, onScope, onFile }: Props) {
  return (
    <nav className="rail" aria-label="Files and changes">
      <div className="rail-live">
        <div className="rail-part">
          <h2 className="rail-title">Files in this scope</h2>
          <FileRail files={shown.kind === 'diff' ? shown.files : []} onFile={onFile} />
        </div>
        <div className="rail-part">
          <h2 className="rail-title">Changes</h2>
          <Timeline session={session} scope={scope} onScope={onScope} />
        </div>
      </div>
      <div className="rail-kept">
        <div className="rail-kept-head">
          <h2 className="rail-title">Checkpoints</h2>
          <CheckpointNow named={false} />
        </div>
        {/* Each change stands above as well. */}
        <CheckpointsPart few={20} shortRun={1} />
      </div>
    </nav>
  )
}
