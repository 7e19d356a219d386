import type { SessionView } from '../../../../core/app/snapshot'
import { count } from '../../../../core/words/counts'
import { limitsInShort } from '../../../../core/words/limit-words'
import { useSnapshot } from '../../app-context'

interface Props {
  readonly session: SessionView | null
  /** Opens the sheet of keys. */
  readonly onKeys: () => void
}

/** How much is left to read, how much is left of the limits, and the keys. */
export function BottomBar({ session, onKeys }: Props) {
  const limits = useSnapshot((snapshot) => limitsInShort(snapshot.limits.buckets))
  const lines = session?.unreviewedLines ?? 0
  return (
    <footer className="diff-bottom">
      <p role="status" className={lines > 0 ? 'debt num' : 'muted'}>
        {lines > 0 ? `${count(lines, 'line')} unreviewed` : 'Nothing to review'}
      </p>
      <span className="grow" />
      <span className="muted num-wrap bottom-limits">{limits}</span>
      <button type="button" className="btn quiet slim" aria-haspopup="dialog" onClick={onKeys}>
        ? keys
      </button>
    </footer>
  )
}
