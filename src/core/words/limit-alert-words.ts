import type { LimitAlert, NamedLimit } from '../limits/limit-alert'
import { unreachable } from '../result'
import { displayName, shortName } from './display-name'
import { resetTime } from './times'

/** Title and text of the notification about a limit. */
export function limitAlertWords(alert: LimitAlert, nowMs: number): { readonly title: string; readonly body: string } {
  switch (alert.kind) {
    case 'low': {
      const title =
        alert.leftPercent === 0
          ? `${nameOf(alert.limit)}: nothing left of ${period(alert.window)}`
          : `${nameOf(alert.limit)}: ${alert.leftPercent} % left of ${period(alert.window)}`
      return { title, body: resetWords(alert.resetsAtMs, nowMs) }
    }
    case 'runs-out':
      return {
        title: `${nameOf(alert.limit)}: at this pace until ${resetTime(alert.runsOutAtMs, nowMs)}`,
        body: `${alert.leftPercent} % left of ${period(alert.window)}, which resets ${resetTime(alert.resetsAtMs, nowMs)}.`,
      }
    case 'reset':
      return {
        title: `${nameOf(alert.limit)}: ${period(alert.window)} was reset`,
        body: `${alert.leftPercent} % left. ${resetWords(alert.resetsAtMs, nowMs)}`,
      }
    case 'moved':
      return {
        title: `${nameOf(alert.from)} limit: the server calls it something else`,
        body: `It was ${full(alert.from)} and is ${full(alert.to)} now.`,
      }
    case 'vanished':
      return alert.window === null
        ? {
            title: `${nameOf(alert.limit)} limit: no longer reported`,
            body: `The server does not name ${full(alert.limit)} any more. How much is left is unknown.`,
          }
        : {
            title: `${nameOf(alert.limit)}: ${period(alert.window)} is no longer offered`,
            body: 'The server does not name this window any more.',
          }
    default:
      return unreachable(alert)
  }
}

function nameOf({ lane, label }: NamedLimit): string {
  return lane === 'spark' ? 'Spark' : lane === 'standard' ? 'Standard' : shortName(label, 40)
}

function full({ id, label }: NamedLimit): string {
  return id === label ? displayName(id) : `${displayName(label)} (${displayName(id)})`
}

/** "week" reads better than "weekly" after "of". */
function period(window: string): string {
  return window === 'weekly' ? 'the week' : window
}

function resetWords(resetsAtMs: number | null, nowMs: number): string {
  return resetsAtMs === null ? 'When it resets is not known.' : `Resets ${resetTime(resetsAtMs, nowMs)}.`
}
