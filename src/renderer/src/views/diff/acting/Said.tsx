import { X } from 'lucide-react'
import { useEffect } from 'react'
import { displayName } from '../../../../../core/words/display-name'
import { useApp } from '../../../app-context'
import { Button } from '../../../ui/Button'
import { useDiff } from '../diff-context'
import { actingStoreOf, useActingState } from './acting-store'

const shownMs = 10_000

/** What was just done and the way back from it, or why it was not; over the lower edge of the rows, so that nothing moves. */
export function Said() {
  const { diff } = useDiff()
  const { clock } = useApp()
  const store = actingStoreOf(diff)
  const said = useActingState((state) => state.said)
  const refusal = useActingState((state) => state.refusal)
  useEffect(
    () => (said === null || said.stays ? undefined : clock.after(shownMs, () => store.setState({ said: null }))),
    [clock, said, store],
  )
  if (refusal !== null)
    return (
      <div className="said" role="alert">
        <p className="any-break">
          <b>{displayName(refusal.message)}</b> {displayName(refusal.next)}
        </p>
        <Button look="quiet slim" label="Dismiss" onPress={() => store.setState({ refusal: null })}>
          <X size="1rem" aria-hidden />
        </Button>
      </div>
    )
  if (said === null) return null
  return (
    <div className="said" key={said.serial}>
      <p role="status" className="any-break">
        {said.text}
      </p>
      {said.undo === null ? null : (
        <Button look="slim" title="Ctrl/Cmd+Z" onPress={said.undo}>
          Undo
        </Button>
      )}
      <Button look="quiet slim" label="Dismiss" onPress={() => store.setState({ said: null })}>
        <X size="1rem" aria-hidden />
      </Button>
    </div>
  )
}
