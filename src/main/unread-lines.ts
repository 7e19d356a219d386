import type { Cancel } from '../core/clock'
import { count } from '../core/words/counts'
import type { Supervisor } from '../services/codex/supervisor'
import type { AppStore } from './app-store'

/** An answer that came too late counts as a line that was not used; a server that is slow is no Codex that prints garbage. */
const fewLines = 5

/** Says once that Codex prints what cannot be read. What it says besides is still understood. */
export function sayUnreadLines({
  store,
  supervisor,
  afterReading,
}: {
  readonly store: AppStore
  readonly supervisor: Pick<Supervisor, 'lostLines'>
  /** Calls back after each conversation with Codex. */
  readonly afterReading: (listener: () => void) => Cancel
}): Cancel {
  let said = false
  return afterReading(() => {
    const { ignored, oversized } = supervisor.lostLines()
    if (said || (oversized === 0 && ignored < fewLines)) return
    said = true
    const parts = [
      ignored === 0 ? null : `${count(ignored, 'line')} that Firebreak cannot read`,
      oversized === 0 ? null : `${count(oversized, 'line')} of more than 16 MB`,
    ].filter((part) => part !== null)
    store.dispatch({
      type: 'notice/raised',
      notice: {
        id: 'unread-lines',
        kind: 'warning',
        message: `Codex printed ${parts.join(' and ')}; what it said besides was understood.`,
        next: 'Update Codex, or remove what wraps it in your settings or PATH.',
      },
    })
  })
}
