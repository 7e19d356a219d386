import type { ChangeView } from '../../../../../core/app/session-views'
import { Button } from '../../../ui/Button'
import { RevertChange } from '../acting/RevertChange'
import type { ScopeActions } from '../scopes/scopes-context'

/** Whether a change is the start of a comparison, or where it is beside that; null while none is marked. */
export type ComparedPoint = 'start' | 'earlier' | 'later' | null

interface Props {
  readonly change: ChangeView
  readonly chosen: boolean
  readonly point: ComparedPoint
  readonly act: ScopeActions
  readonly describedBy: string
}

/** A change as the start or end of a comparison; offered for the chosen one, and wherever HEAD moved. */
export function ComparePoints({ change, chosen, point, act, describedBy }: Props) {
  const { checkpointId, number } = change
  if (checkpointId === null) return null
  const here = { checkpointId, change: number }
  if (point === 'start')
    return (
      <p className="change-points small">
        <span className="from-here">Compared from here</span>
        <Button look="quiet slim" describedBy={describedBy} onPress={act.compareWithNow}>
          With now
        </Button>
        {chosen ? <RevertChange change={change} describedBy={describedBy} /> : null}
      </p>
    )
  if (!chosen && change.headMove === null) return null
  return (
    <p className="change-points small">
      <Button look="quiet slim" describedBy={describedBy} onPress={() => act.compareFrom(here)}>
        Compare from here
      </Button>
      {chosen && point !== null ? (
        <Button look="quiet slim" describedBy={describedBy} onPress={() => act.compareTo(here)}>
          {point === 'later' ? 'Compare up to here' : 'Compare up to the start'}
        </Button>
      ) : null}
      {chosen ? <RevertChange change={change} describedBy={describedBy} /> : null}
    </p>
  )
}
