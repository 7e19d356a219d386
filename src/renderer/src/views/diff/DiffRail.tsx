import { useMemo } from 'react'
import type { SessionView } from '../../../../core/app/session-views'
import type { CheckpointId } from '../../../../core/checkpoint/checkpoint'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { Shown } from '../../stores/diff-state'
import { CheckpointNow, CheckpointsPart } from '../checkpoints/CheckpointsPart'
import { ComparesCheckpointsContext } from '../checkpoints/checkpoints-context'
import { FileRail } from './rail/FileRail'
import './rail/rail.css'
import { useScopes } from './scopes/scopes-context'
import { Timeline } from './Timeline'

interface Props {
  /** Limited to the folder that is shown. */
  readonly shown: Shown
  /** All files of the scope. */
  readonly allFiles: readonly FileDiff[]
  readonly session: SessionView | null
}

const none: readonly FileDiff[] = []

/** The checkpoints, each of which is a point to compare from or up to. */
function ComparedCheckpoints() {
  const { start, act } = useScopes()
  const startId = start?.checkpointId ?? null
  const compares = useMemo(
    () => ({
      start: startId,
      from: (checkpointId: CheckpointId) => act.compareFrom({ checkpointId, change: null }),
      to: (checkpointId: CheckpointId) => act.compareTo({ checkpointId, change: null }),
      withNow: act.compareWithNow,
    }),
    [startId, act],
  )
  return (
    <ComparesCheckpointsContext value={compares}>
      {/* Each change stands above as well. */}
      <CheckpointsPart few={20} shortRun={1} />
    </ComparesCheckpointsContext>
  )
}

const changes = (
  <>
    <div className="rail-part rail-of-changes">
      <h2 className="rail-title">Changes</h2>
      <Timeline />
    </div>
    <div className="rail-kept">
      <div className="rail-kept-head">
        <h2 className="rail-title">Checkpoints</h2>
        <CheckpointNow named={false} />
      </div>
      <ComparedCheckpoints />
    </div>
  </>
)

/** Left of the diff: the files of the scope, the changes of the session below them, and at the bottom the checkpoints. */
export function DiffRail({ shown, allFiles, session }: Props) {
  return (
    <nav className="rail" aria-label="Files and changes">
      <div className="rail-part rail-of-files">
        <FileRail files={shown.kind === 'diff' ? shown.files : none} allFiles={allFiles} session={session} />
      </div>
      {changes}
    </nav>
  )
}
