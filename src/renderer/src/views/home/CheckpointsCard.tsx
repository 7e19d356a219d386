import { useCheckpoints } from '../checkpoints/checkpoints-context'
import { CheckpointNow, CheckpointsPart } from '../checkpoints/CheckpointsPart'
import { RestoreOutcome } from '../checkpoints/RestoreOutcome'

/** The timeline of checkpoints of the active repo. */
export function CheckpointsCard() {
  const { view } = useCheckpoints()
  const total = view?.total ?? null
  return (
    <section className="card" aria-label="Timeline">
      <div className="row card-head">
        <h2 className="grow">Checkpoints</h2>
        {total === null || total === 0 ? null : <span className="small muted num">{total} in all</span>}
      </div>
      <div className="stack">
        <RestoreOutcome />
        <CheckpointsPart few={5} shortRun={3} />
        <CheckpointNow named />
      </div>
    </section>
  )
}
