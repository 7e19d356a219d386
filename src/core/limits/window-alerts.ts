import type { WindowMemory } from './alert-memory'
import type { LimitAlert } from './limit-alert'
import type { Bucket, LimitWindow } from './limits'

interface Seen {
  readonly usedPercent: number
  readonly resetsAtSec: number | null
  readonly readAtMs: number
}

interface Look {
  readonly alerts: readonly LimitAlert[]
  /** Null: nothing is known of it yet. */
  readonly memory: WindowMemory | null
}

/** Less than this is how meters drift, and nothing that anybody waits for. */
const worthTellingPercent = 10
/** The end of an unused window moves on with the clock, by the time between two readings. A new period is a leap. */
const leapPart = 0.2

/**
 * Looks at one window. More left than before means a reset, a meter that was wrong, or a second family of numbers: it counts
 * only when a second reading says the same.
 */
export function lookAtWindow(facts: {
  readonly bucket: Pick<Bucket, 'id' | 'label' | 'lane'>
  readonly window: LimitWindow
  readonly known: WindowMemory | null
  readonly thresholds: readonly number[]
  readonly runsOutAtMs: number | null
}): Look {
  const { bucket, window, known } = facts
  const { reading, minutes, readAtMs } = window
  if (reading.kind !== 'known') return { alerts: [], memory: known }
  const { usedPercent, resetsAtSec } = reading
  const now: Seen = { usedPercent, resetsAtSec, readAtMs }
  if (known === null) return settle(facts, { ...now, told: [], runsOutTold: false, doubted: null })
  // The same reading again: only what is expected of it can be new.
  if (readAtMs <= known.readAtMs || readAtMs <= (known.doubted?.readAtMs ?? 0)) {
    return known.doubted === null ? settle(facts, known) : { alerts: [], memory: known }
  }
  const isFresh = isNewPeriod(known, now, minutes)
  if (usedPercent >= known.usedPercent && !isFresh) return settle(facts, { ...known, ...now, doubted: null })
  const { doubted } = known
  if (doubted === null || usedPercent < doubted.usedPercent - 1 || isNewPeriod(doubted, now, minutes))
    return { alerts: [], memory: { ...known, doubted: now } }

  const cameBack = known.usedPercent - usedPercent
  const isReset = isFresh || cameBack >= worthTellingPercent
  const memory = { ...known, ...now, doubted: null, ...(isReset ? { told: [], runsOutTold: false } : {}) }
  const { id, label, lane } = bucket
  const alert: LimitAlert = {
    kind: 'reset',
    limit: { id, label, lane },
    window: window.label,
    leftPercent: reading.leftPercent,
    resetsAtMs: toMs(resetsAtSec),
  }
  const settled = settle(facts, memory)
  return { ...settled, alerts: [...(cameBack >= worthTellingPercent ? [alert] : []), ...settled.alerts] }
}

/** What is to be told of a reading that counts. */
function settle(facts: Parameters<typeof lookAtWindow>[0], known: WindowMemory): Look {
  const { bucket, window, thresholds, runsOutAtMs } = facts
  const leftPercent = 100 - known.usedPercent
  const { id, label, lane } = bucket
  const resetsAtMs = toMs(known.resetsAtSec)
  const named = { limit: { id, label, lane }, window: window.label, leftPercent }
  const crossed = thresholds.filter((threshold) => leftPercent <= threshold)
  const isLow = crossed.some((threshold) => !known.told.includes(threshold))
  const runsOut =
    !known.runsOutTold && leftPercent > 0 && runsOutAtMs !== null && resetsAtMs !== null && runsOutAtMs < resetsAtMs
  const alerts: LimitAlert[] = []
  if (isLow) alerts.push({ kind: 'low', ...named, resetsAtMs })
  if (runsOut) alerts.push({ kind: 'runs-out', ...named, runsOutAtMs, resetsAtMs })
  return {
    alerts,
    memory: {
      ...known,
      told: [...new Set([...known.told, ...crossed])],
      runsOutTold: known.runsOutTold || runsOut,
    },
  }
}

function isNewPeriod(before: Seen, now: Seen, minutes: number | null): boolean {
  if (before.resetsAtSec === null || now.resetsAtSec === null) return false
  const movedSec = now.resetsAtSec - before.resetsAtSec
  const passedSec = (now.readAtMs - before.readAtMs) / 1000
  const lengthSec = (minutes ?? 60) * 60
  return movedSec > lengthSec * leapPart && movedSec > passedSec * 1.5
}

function toMs(sec: number | null): number | null {
  return sec === null ? null : sec * 1000
}
