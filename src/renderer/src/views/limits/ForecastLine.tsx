import { forecastInShort } from '../../../../core/words/history-words'
import { useSnapshot } from '../../app-context'

interface Props {
  readonly bucketId: string
  readonly minutes: number | null
  readonly now: number
  /** Only says what ends before the reset. */
  readonly onlyWarning?: boolean
}

/** Where a window leads at the present pace. */
export function ForecastLine({ bucketId, minutes, now, onlyWarning = false }: Props) {
  const forecast = useSnapshot(
    ({ limitHistory }) =>
      limitHistory.forecasts.find((one) => one.bucketId === bucketId && one.minutes === minutes)?.forecast ?? null,
  )
  if (forecast === null || forecast.kind === 'spent' || (onlyWarning && forecast.kind !== 'runs-out')) return null
  return (
    <p className={`small num-wrap ${forecast.kind === 'runs-out' ? 'forecast-warn' : 'muted'}`}>
      {forecastInShort(forecast, now)}
    </p>
  )
}
