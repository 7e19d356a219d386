import { describeHistoryProblem } from '../core/errors/describe-history-problem'
import { burnRate, type Forecast, forecast } from '../core/limits/forecast'
import { historyMs } from '../core/limits/history-keep'
import type { LimitKey, LimitSample } from '../core/limits/history-port'
import { windowLabel } from '../core/limits/window-label'
import { ok, type Result, unreachable } from '../core/result'
import { count } from '../core/words/counts'
import { displayName } from '../core/words/display-name'
import { forecastWords } from '../core/words/history-words'
import { timeThenDay } from '../core/words/times'
import { type HistoryConnection, historyHere } from '../services/history/history-connection'
import { historyFile } from '../services/history/history-file'
import { jsonTime } from './json-path'
import { failed, type Outcome, said } from './outcome'
import type { CliContext } from './verb'

interface OneWindow {
  readonly key: LimitKey
  readonly samples: readonly LimitSample[]
  readonly forecast: Forecast
}

/** `firebreak limits --history`: the samples of the last 90 days, from the database alone, so also without Codex. */
export async function limitsHistory({ home, clock }: CliContext): Promise<Outcome> {
  const now = clock.now()
  const history = historyHere({ file: historyFile(home), role: 'reader', now: () => now })
  try {
    const windows = await readAll(history, now)
    if (!windows.ok) return failed(describeHistoryProblem(windows.error))
    return said(
      { windows: windows.value.map(windowJson) },
      windows.value.length === 0
        ? 'No limits were recorded yet. Firebreak records them while it runs.'
        : windows.value.map((one) => windowText(one, now)).join('\n'),
    )
  } finally {
    history.end()
  }
}

type Problem = Parameters<typeof describeHistoryProblem>[0]

async function readAll(history: HistoryConnection, now: number): Promise<Result<readonly OneWindow[], Problem>> {
  const { result: keys } = await history.keys(now - historyMs)
  if (!keys.ok) return keys
  const windows: OneWindow[] = []
  for (const key of keys.value) {
    const { result: samples } = await history.read({ ...key, from: now - historyMs, to: now })
    if (!samples.ok) return samples
    const resetsAt = samples.value.at(-1)?.resetsAt ?? null
    windows.push({ key, samples: samples.value, forecast: forecast(samples.value, resetsAt, now) })
  }
  return ok(windows)
}

function windowJson({ key, samples, forecast: ahead }: OneWindow) {
  return {
    accountId: key.accountId,
    limitId: key.limitId,
    minutes: key.windowMinutes,
    label: windowLabel(key.windowMinutes),
    usedPercentPerHour: burnRate(samples),
    forecast: forecastJson(ahead),
    samples: samples.map(({ at, usedPercent, resetsAt }) => ({
      at: jsonTime(at),
      leftPercent: 100 - usedPercent,
      resetsAt: resetsAt === null ? null : jsonTime(resetsAt),
    })),
  }
}

function forecastJson(ahead: Forecast) {
  switch (ahead.kind) {
    case 'runs-out':
      return { state: ahead.kind, at: jsonTime(ahead.at), usedPercentPerHour: ahead.percentPerHour }
    case 'lasts':
      return { state: ahead.kind, leftAtReset: ahead.leftAtReset, usedPercentPerHour: ahead.percentPerHour }
    case 'not-enough-data':
      return { state: ahead.kind, why: ahead.why }
    case 'spent':
      return { state: ahead.kind }
    default:
      return unreachable(ahead)
  }
}

function windowText({ key, samples, forecast: ahead }: OneWindow, now: number): string {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined) return ''
  const whose = key.accountId === null ? '' : ` of account ${displayName(key.accountId)}`
  const name = `${displayName(key.limitId)}, ${windowLabel(key.windowMinutes)}${whose}`
  const since = `${count(samples.length, 'reading')} since ${timeThenDay(first.at, now)}`
  return `${name}\n  ${since}, ${100 - last.usedPercent} % left at ${timeThenDay(last.at, now)}\n  ${forecastWords(ahead, now)}`
}
