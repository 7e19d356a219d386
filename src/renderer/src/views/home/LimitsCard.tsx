import type { BucketView, WindowView } from '../../../../core/app/limits-view'
import { displayName, shortName } from '../../../../core/words/display-name'
import { asOfWords, leftWords, tightestWindow, windowLine } from '../../../../core/words/limit-words'
import { useApp, useNow, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { Meter } from '../../ui/Meter'
import { ForecastLine } from '../limits/ForecastLine'
import { HistoryButton } from '../limits/HistoryButton'
import { BucketDetails, BucketFacts } from './LimitDetails'
import { OwnCount } from './OwnCount'
import './limits.css'

const laneOrder = { spark: 0, standard: 1 }

/** Both rate limits, and any other the server names: per bucket the tightest window large, the others below it. */
export function LimitsCard() {
  const { dispatch } = useApp()
  const { state, buckets, lanesWithout, facts, count } = useSnapshot((snapshot) => snapshot.limits)
  const now = useNow(30_000)
  const saidReadAtMs = state.kind === 'known' ? state.readAtMs : null
  const sorted = buckets.toSorted((a, b) => orderOf(a) - orderOf(b))
  return (
    <section className="card" aria-label="Limits">
      <div className="row card-head">
        <h2 className="grow">Limits</h2>
        {state.kind === 'known' ? <span className="small muted num">{asOfWords(state.readAtMs, now)}</span> : null}
        <HistoryButton />
        <Button look="quiet slim" onPress={() => void dispatch({ type: 'limits/refresh' })}>
          Refresh
        </Button>
      </div>
      {state.kind === 'unknown' && buckets.length === 0 ? <p className="muted">Not known yet.</p> : null}
      {state.kind === 'unavailable' ? (
        <div>
          <p className="any-break">{displayName(state.problem.message)}</p>
          <p className="small muted any-break">{displayName(state.problem.next)}</p>
        </div>
      ) : null}
      {sorted.map((bucket) => (
        <Bucket key={bucket.id} bucket={bucket} now={now} saidReadAtMs={saidReadAtMs} />
      ))}
      {lanesWithout.map((lane) => (
        <div key={lane} className="bucket row">
          <LaneName lane={lane} />
          <span className="muted">no limit is reported by the server</span>
        </div>
      ))}
      {facts.length === 0 ? null : (
        <div className="bucket small muted">
          {facts.map((fact) => (
            <p key={fact} className="any-break">
              {fact}
            </p>
          ))}
        </div>
      )}
      <OwnCount count={count} now={now} />
    </section>
  )
}

interface Shown {
  readonly bucket: BucketView
  readonly now: number
  /** The moment of reading that the card says for all of them. */
  readonly saidReadAtMs: number | null
}

function Bucket({ bucket, now, saidReadAtMs }: Shown) {
  const tightest = tightestWindow(bucket)
  const rest = bucket.windows.filter((window) => window !== tightest)
  return (
    <div className="bucket">
      {tightest === null ? (
        <BucketName bucket={bucket} />
      ) : (
        <LargeWindow window={tightest} bucket={bucket} now={now} saidReadAtMs={saidReadAtMs} />
      )}
      {rest.map((window) => (
        <div key={window.label} className="bucket-rest">
          <div className="row small muted num">
            <span className="grow">{window.label}</span>
            <span>
              {[leftWords(window), windowLine(window, now, saidReadAtMs)].filter((part) => part !== null).join(', ')}
            </span>
          </div>
          <WindowMeter bucket={bucket} window={window} thin />
          <ForecastLine bucketId={bucket.id} minutes={window.minutes} now={now} onlyWarning />
        </div>
      ))}
      <BucketFacts bucket={bucket} />
      <BucketDetails bucket={bucket} now={now} />
    </div>
  )
}

function LargeWindow({ bucket, window, now, saidReadAtMs }: Shown & { readonly window: WindowView }) {
  const line = windowLine(window, now, saidReadAtMs)
  return (
    <>
      <div className="row">
        <BucketName bucket={bucket} />
        <b>{window.label}</b>
        <span className="grow" />
        {window.reading.kind === 'known' ? (
          <b className={`num ${window.reading.leftPercent === 0 ? 'minus' : ''}`}>{leftWords(window)}</b>
        ) : (
          <span className="muted">{leftWords(window)}</span>
        )}
      </div>
      <WindowMeter bucket={bucket} window={window} />
      {line === null ? null : <p className="small muted num-wrap">{line}</p>}
      {window.reading.kind === 'known' ? (
        <ForecastLine bucketId={bucket.id} minutes={window.minutes} now={now} />
      ) : null}
    </>
  )
}

function BucketName({ bucket }: { readonly bucket: BucketView }) {
  if (bucket.lane !== null) return <LaneName lane={bucket.lane} />
  return <Chip title={displayName(bucket.label)}>{shortName(bucket.label, 30)}</Chip>
}

function LaneName({ lane }: { readonly lane: 'spark' | 'standard' }) {
  return lane === 'spark' ? <Chip tone="ember">Spark</Chip> : <Chip tone="lake">Standard</Chip>
}

function WindowMeter(props: { readonly bucket: BucketView; readonly window: WindowView; readonly thin?: boolean }) {
  const { bucket, window, thin = false } = props
  return (
    <Meter
      label={`${displayName(bucket.label)}, ${window.label}`}
      percent={window.reading.kind === 'known' ? window.reading.leftPercent : null}
      text={leftWords(window)}
      tone={bucket.lane === 'spark' ? 'ember' : bucket.lane === 'standard' ? 'lake' : 'plain'}
      thin={thin}
    />
  )
}

function orderOf(bucket: BucketView): number {
  return bucket.lane === null ? 2 : laneOrder[bucket.lane]
}
