import type { SessionView } from '../../../../core/app/snapshot'
import { count } from '../../../../core/words/counts'
import { limitsInShort } from '../../../../core/words/limit-words'
import { useSnapshot } from '../../app-context'
import { keyList } from './use-keys'

interface Props {
  readonly session: SessionView | null
  readonly keysShown: boolean
  readonly onKeys: (shown: boolean) => void
}

/** How much is left to read, how much is left of the limits, and the keys. */
export function BottomBar({ session, keysShown, onKeys }: Props) {
  const limits = useSnapshot((snapshot) => limitsInShort(snapshot.limits.buckets))
  const lines = session?.unreviewedLines ?? 0
  return (
    <footer className="diff-bottom">
      <p role="status" className={lines > 0 ? 'debt num' : 'muted'}>
        {lines > 0 ? `${count(lines, 'line')} unreviewed` : 'Nothing to review'}
      </p>
      <span className="grow" />
      <span className="muted num-wrap bottom-limits">{limits}</span>
      <span className="menu">
        <button type="button" className="btn quiet slim" aria-expanded={keysShown} onClick={() => onKeys(!keysShown)}>
          ? keys
        </button>
        {keysShown ? (
          <dl className="keys" aria-label="Keys">
            {keyList.map(([key, does]) => (
              <div key={key} className="row">
                <dt className="mono">{key}</dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </span>
    </footer>
  )
}
