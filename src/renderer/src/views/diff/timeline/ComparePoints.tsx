import type { ChangeView } from '../../../../../core/app/snapshot'
import { Button } from '../../../ui/Button'
import { useScopes } from '../scopes/scopes-context'

interface Props {
  readonly change: ChangeView
  readonly chosen: boolean
  readonly describedBy: string
}

/** A change as the start or end of a comparison; offered for the chosen one, and wherever HEAD moved. */
export function ComparePoints({ change, chosen, describedBy }: Props) {
  const { start, compareFrom, compareTo, compareWithNow } = useScopes()
  const { checkpointId } = change
  if (checkpointId === null) return null
  // Ids sort by the order in which the states were captured.
  const isLater = start !== null && checkpointId > start
  if (checkpointId === start)
    return (
      <p className="change-points small">
        <span className="from-here">Compared from here</span>
        <Button look="quiet slim" describedBy={describedBy} onPress={compareWithNow}>
          With now
        </Button>
      </p>
    )
  if (!chosen && change.headMove === null) return null
  return (
    <p className="change-points small">
      <Button look="quiet slim" describedBy={describedBy} onPress={() => compareFrom(change)}>
        Compare from here
      </Button>
      {isLater ? (
        <Button look="quiet slim" describedBy={describedBy} onPress={() => compareTo(change)}>
          Compare up to here
        </Button>
      ) : null}
    </p>
  )
}
