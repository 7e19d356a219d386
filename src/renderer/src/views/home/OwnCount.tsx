import type { CountView } from '../../../../core/app/count-view'
import { displayName, shortName } from '../../../../core/words/display-name'
import { dayAndTime } from '../../../../core/words/times'
import { tokenWords } from '../../../../core/words/token-words'

interface Props {
  readonly count: CountView
  readonly now: number
}

/** Our own count of tokens, per model and per session, beside the server's meters. */
export function OwnCount({ count, now }: Props) {
  const [most] = count.models
  if (most === undefined) return null
  return (
    <details className="limit-details small bucket">
      <summary>Counted on this computer</summary>
      <p className="muted">From the records that Codex keeps of its sessions. The server counts by rules of its own.</p>
      <div className="scroll">
        <table className="own-count">
          <caption className="hidden-text">Tokens by model</caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Today</th>
              <th scope="col">7 days</th>
            </tr>
          </thead>
          <tbody>
            {count.models.map(({ name, today, sevenDays }) => (
              <tr key={name}>
                <th scope="row">{displayName(name)}</th>
                <td className="num">{tokenWords(today)}</td>
                <td className="num">{tokenWords(sevenDays)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="stack" aria-label="Tokens by session">
        {count.sessions.map(({ threadId, title, lastAtMs, models }) => (
          <li key={threadId} className="any-break">
            {title === null ? 'Session' : shortName(title, 60)}{' '}
            <span className="muted num-wrap">
              {dayAndTime(lastAtMs, now)} ·{' '}
              {models.map(({ name, tokens }) => `${displayName(name)} ${tokenWords(tokens)}`).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
