import type { BucketView } from '../../../../core/app/limits-view'
import { displayName } from '../../../../core/words/display-name'
import { countedWords, otherWords, readingWords, stillWords } from '../../../../core/words/limit-details'

interface Props {
  readonly bucket: BucketView
  readonly now: number
}

/** What is to be known besides the numbers; nothing when there is nothing. */
export function BucketFacts({ bucket }: Pick<Props, 'bucket'>) {
  return (
    <>
      {bucket.notOffered.map((window) => (
        <p key={window} className="small muted">
          {window} window: not offered by the server
        </p>
      ))}
      {bucket.facts.map((fact) => (
        <p key={fact} className="small limit-fact any-break">
          {fact}
        </p>
      ))}
      {bucket.still === null ? null : <p className="small limit-fact num-wrap">{stillWords(bucket.still)}</p>}
    </>
  )
}

/** Where each number comes from, how old it is, what other sources say, and what was counted here. */
export function BucketDetails({ bucket, now }: Props) {
  return (
    <details className="limit-details small">
      <summary>Details</summary>
      <p className="muted any-break">
        {displayName(bucket.label)} <span className="mono">{displayName(bucket.id)}</span>
      </p>
      <ul className="stack">
        {bucket.windows.map((window) => {
          const counted = countedWords(window)
          return (
            <li key={window.label} className="num-wrap">
              <b>{window.label}</b> {readingWords(window, now)}
              {window.others.map((other) => (
                <p key={other.source} className="muted">
                  Before: {otherWords(other, now)}
                </p>
              ))}
              {counted === null ? null : <p className="muted">{counted}</p>}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
