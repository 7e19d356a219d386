import { useEffect, useState } from 'react'
import type { HistorySpan } from '../../../../core/app/limit-history'
import { historyChart } from '../../../../core/limits/history-chart'
import { windowChoices, type WindowChoice } from '../../../../core/limits/window-choices'
import { chartSummary, forecastSentence, paceWords } from '../../../../core/words/history-words'
import { useApp, useNow, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Segmented } from '../../ui/Segmented'
import { HistoryTable } from './HistoryTable'
import { LimitChart } from './LimitChart'
import './limits.css'

const spans = [
  { value: 'hour', label: 'Hour' },
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
] as const

/** What was left of each window over the last hour, day or week, and where it leads. */
export function LimitHistory({ onClose }: { readonly onClose: () => void }) {
  const choices = useSnapshot(({ limits }) => windowChoices(limits.buckets))
  const [picked, setPicked] = useState<string | null>(null)
  const [span, setSpan] = useState<HistorySpan | null>(null)
  const choice = choices.find(({ id }) => id === picked) ?? choices[0]
  return (
    <Dialog title="Limits history" onCancel={onClose} wide>
      {choice === undefined ? (
        <p className="muted">There is no limit to show yet.</p>
      ) : (
        <>
          <div className="row wrap">
            <Segmented
              label="Limit"
              choices={choices.map(({ id, name, tone }) => ({ value: id, label: name, ...laneTone(tone) }))}
              value={choice.id}
              onChange={setPicked}
            />
            <Segmented label="Time" choices={spans} value={span ?? spanFor(choice)} onChange={setSpan} />
          </div>
          <OneHistory key={choice.id} choice={choice} span={span ?? spanFor(choice)} />
        </>
      )}
      <div className="row">
        <Button onPress={onClose}>Close</Button>
      </div>
    </Dialog>
  )
}

function OneHistory({ choice, span }: { readonly choice: WindowChoice; readonly span: HistorySpan }) {
  const { dispatch } = useApp()
  const now = useNow(30_000)
  const { bucketId, minutes, name, tone, resetsAtMs } = choice
  const shown = useSnapshot(({ limitHistory }) => limitHistory.shown)
  const forecast = useSnapshot(
    ({ limitHistory }) =>
      limitHistory.forecasts.find((one) => one.bucketId === bucketId && one.minutes === minutes)?.forecast ?? null,
  )
  useEffect(() => {
    void dispatch({ type: 'limits/show-history', limitId: bucketId, minutes, span })
  }, [dispatch, bucketId, minutes, span])
  useEffect(() => () => void dispatch({ type: 'limits/close-history' }), [dispatch])

  const mine = shown?.limitId === bucketId && shown.minutes === minutes && shown.span === span ? shown : null
  if (mine?.problem) {
    return (
      <div className="history-body">
        <p>{mine.problem.message}</p>
        <p className="small muted">{mine.problem.next}</p>
      </div>
    )
  }
  if (mine === null || mine.points === null) return <p className="history-body muted">Reading…</p>
  if (mine.points.length === 0) return <p className="history-body muted">Nothing was read in this time.</p>
  const { points } = mine
  const summary = chartSummary({ name, span, points, forecast, now })
  const pace = forecast === null ? null : paceWords(forecast, minutes)
  return (
    <div className="history-body">
      <LimitChart
        chart={historyChart({ points, span, forecast, resetsAt: resetsAtMs, now })}
        summary={summary}
        tone={tone}
        runsOutAt={forecast?.kind === 'runs-out' ? forecast.at : null}
        resetsAt={resetsAtMs}
      />
      {forecast === null ? null : <p className="num-wrap">{forecastSentence(forecast, now)}</p>}
      {pace === null ? null : <p className="small muted num-wrap">Pace: {pace}</p>}
      <HistoryTable caption={`${name}, ${span}`} points={points} span={span} now={now} />
    </div>
  )
}

/** A week of a window of hours would be a saw. */
function spanFor({ minutes }: WindowChoice): HistorySpan {
  return minutes !== null && minutes > 24 * 60 ? 'week' : 'day'
}

function laneTone(tone: WindowChoice['tone']): { readonly tone?: 'ember' | 'lake' } {
  return tone === 'plain' ? {} : { tone }
}
