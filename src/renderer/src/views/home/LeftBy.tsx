import type { LeftOver } from '../../../../core/review/left-over'
import { leftWords } from '../../../../core/words/left-words'
import { useApp, useNow } from '../../app-context'
import { Button } from '../../ui/Button'

/** The last Spark session left lines that nobody has read. They stay owed, committed or not. */
export function LeftBy({ left }: { readonly left: LeftOver }) {
  const { dispatch } = useApp()
  const now = useNow(60_000)
  return (
    <div className="row wrap left-by">
      <p className="small grow any-break session-debt">{leftWords(left, now)}</p>
      <Button look="slim" onPress={() => void dispatch({ type: 'session/review', sessionId: left.sessionId })}>
        Review first
      </Button>
    </div>
  )
}
