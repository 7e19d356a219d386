import type { HistoryPoint, HistorySpan } from '../../../../core/app/limit-history'
import { chartRows } from '../../../../core/words/history-words'

interface Props {
  readonly caption: string
  readonly points: readonly HistoryPoint[]
  readonly span: HistorySpan
  readonly now: number
}

/** The chart for those who read rather than look. */
export function HistoryTable({ caption, points, span, now }: Props) {
  return (
    <details className="history-table">
      <summary>As a table</summary>
      <div className="scroll" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Left</th>
              <th scope="col">What happened</th>
            </tr>
          </thead>
          <tbody>
            {chartRows(points, span, now).map((row) => (
              <tr key={row.at}>
                <th scope="row">{row.time}</th>
                <td>{row.left}</td>
                <td>{row.note}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
