import type { Lane } from '../../../../core/lanes/lanes'
import { displayName } from '../../../../core/words/display-name'
import { useSnapshot } from '../../app-context'

/** Which model plays the lane, what is to be known about it, and when the next session gets another one. */
export function LaneLine({ lane }: { readonly lane: Lane }) {
  const card = useSnapshot((snapshot) => snapshot.lanes[lane])
  const next = useSnapshot((snapshot) => snapshot.nextSessionModel)
  return (
    <p className="small muted any-break">
      {[card.modelName === '' ? 'No model chosen' : card.modelName, ...card.facts].map(displayName).join(' · ')}
      {next === null ? null : <b> · the next session uses {displayName(next.modelName)}</b>}
    </p>
  )
}
