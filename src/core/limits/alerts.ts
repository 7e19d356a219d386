import { type AccountMemory, type AlertMemory, emptyAccountMemory } from './alert-memory'
import { lookAtBuckets } from './bucket-alerts'
import type { AlertSettings, LimitAlert } from './limit-alert'
import { unreachable } from '../result'
import type { Limits } from './limits'
import { lookAtWindow } from './window-alerts'

export interface AlertFacts {
  readonly memory: AlertMemory
  /** As they were right after a reading or a hint. */
  readonly limits: Limits
  readonly nowMs: number
  readonly settings: AlertSettings
  /** When a window is used up at this pace, in Unix milliseconds; null when that is not to be expected or not known. */
  readonly runsOutAtMs: (limitId: string, minutes: number | null) => number | null
}

export interface AlertDecision {
  /** What to tell now. */
  readonly alerts: readonly LimitAlert[]
  /** To be kept before anything is told. */
  readonly memory: AlertMemory
  /** Something was seen once that only a second reading can confirm. */
  readonly needsSecondReading: boolean
}

/** What a rollout said longer ago is no news. */
const newsMs = 15 * 60_000
/** Used where no server has named an account yet. */
const nobody = ''

/**
 * Compares the limits with what was seen and told of this account before. The same reading can be handed in any number of
 * times; an alert that is switched off counts as told, so that switching it on again brings nothing old.
 */
export function decideLimitAlerts({ memory, limits, nowMs, settings, runsOutAtMs }: AlertFacts): AlertDecision {
  const account = limits.accountId ?? memory.lastAccount ?? nobody
  // Readings of before the first answer of a server belong to the account that it names.
  const before = memory.accounts[account] ?? memory.accounts[nobody] ?? emptyAccountMemory
  const buckets = lookAtBuckets(before, limits)
  const windows = limits.buckets.flatMap((bucket) =>
    bucket.windows
      .filter((window) => window.source !== 'rollout' || nowMs - window.readAtMs <= newsMs)
      .map((window) => {
        const key = windowKey(bucket.id, window.minutes)
        const look = lookAtWindow({
          bucket,
          window,
          known: before.windows[key] ?? null,
          thresholds: settings.thresholds,
          runsOutAtMs: runsOutAtMs(bucket.id, window.minutes),
        })
        return { key, ...look }
      }),
  )
  const after: AccountMemory = {
    windows: {
      ...before.windows,
      ...Object.fromEntries(windows.flatMap(({ key, memory: kept }) => (kept === null ? [] : [[key, kept]]))),
    },
    offered: buckets.offered,
    doubted: buckets.doubted,
  }
  const { [nobody]: _, ...accounts } = memory.accounts
  const told = [...buckets.alerts, ...windows.flatMap(({ alerts }) => alerts)]
  return {
    alerts: told.filter((alert) => isWanted(alert, settings)),
    memory: {
      version: 1,
      lastAccount: limits.accountId ?? memory.lastAccount,
      accounts: { ...accounts, [account]: after },
    },
    needsSecondReading: buckets.doubted !== null || windows.some(({ memory: kept }) => kept?.doubted != null),
  }
}

function isWanted(alert: LimitAlert, settings: AlertSettings): boolean {
  switch (alert.kind) {
    case 'low':
      return settings.low
    case 'runs-out':
      return settings.runsOut
    case 'reset':
      return settings.reset
    case 'moved':
    case 'vanished':
      return settings.moved
    default:
      return unreachable(alert)
  }
}

function windowKey(limitId: string, minutes: number | null): string {
  return `${limitId} ${minutes ?? 'unnamed'}`
}
