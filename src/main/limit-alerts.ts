import type { Clock } from '../core/clock'
import { decideLimitAlerts } from '../core/limits/alerts'
import { forecast } from '../core/limits/forecast'
import { keyText } from '../core/limits/history-keep'
import type { Limits } from '../core/limits/limits'
import type { LimitsState } from '../core/limits/limits-state'
import { limitAlertWords } from '../core/words/limit-alert-words'
import type { AlertMemoryFile } from '../services/limits/alert-memory-file'
import type { LimitsReader } from '../services/limits/limits-reader'
import type { AppStore } from './app-store'
import type { Shell } from './shell-port'

interface Deps {
  readonly store: AppStore
  readonly limits: Pick<LimitsReader, 'subscribe' | 'readOnceMore'>
  readonly memory: AlertMemoryFile
  readonly shell: Pick<Shell, 'notify' | 'openWindow'>
  readonly clock: Clock
}

/**
 * Watches every reading, asks once more where one reading is not enough, and notifies the user of each fact once. What is told
 * is on disk before it is told. The trails of the state have to hold the reading already.
 */
export function watchForLimitAlerts({ store, limits, memory, shell, clock }: Deps): () => void {
  let last: Limits | null = null

  const runsOutAtMs = (state: Limits, limitId: string, minutes: number | null): number | null => {
    const reading = state.buckets
      .find(({ id }) => id === limitId)
      ?.windows.find((window) => window.minutes === minutes)?.reading
    if (reading?.kind !== 'known' || reading.resetsAtSec === null) return null
    const key = keyText({ accountId: state.accountId, limitId, windowMinutes: minutes })
    const trail = store.state().limitHistory.trails.find((one) => keyText(one) === key)
    const expected = forecast(trail?.samples ?? [], reading.resetsAtSec * 1000, clock.now())
    return expected.kind === 'runs-out' ? expected.at : null
  }

  const look = (state: Limits): void => {
    const nowMs = clock.now()
    const {
      alerts,
      memory: next,
      needsSecondReading,
    } = decideLimitAlerts({
      memory: memory.current(),
      limits: state,
      nowMs,
      settings: store.state().settings.limitAlerts,
      runsOutAtMs: (limitId, minutes) => runsOutAtMs(state, limitId, minutes),
    })
    if (needsSecondReading) limits.readOnceMore()
    void memory.keep(next).then(() => {
      for (const alert of alerts) {
        const { title, body } = limitAlertWords(alert, nowMs)
        shell.notify(title, body, () => shell.openWindow({ view: 'home' }, { focus: true }))
      }
    })
  }

  return limits.subscribe((state) => {
    if (state.limits === null || state.limits === last || !isJudged(state)) return
    last = state.limits
    look(state.limits)
  })
}

/** Before the first answer it is not known whose limits the rollouts speak of. */
function isJudged({ account, problem }: LimitsState): boolean {
  return account.kind !== 'unknown' || problem !== null
}
