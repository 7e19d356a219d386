import { describe, expect, it } from 'vitest'
import {
  type LimitTrail,
  limitHistoryView,
  nextLimitHistory,
  noLimitHistory,
} from '../../../../src/core/app/limit-history'
import type { Limits } from '../../../../src/core/limits/limits'

const MINUTE = 60_000
const now = Date.UTC(2026, 10, 22, 12, 0, 30)
const resetsAt = Date.UTC(2026, 10, 22, 14)

function limitsOf(accountId: string | null): Limits {
  return {
    accountId,
    plan: 'pro',
    resetCredits: null,
    readAtMs: now,
    buckets: [
      {
        id: 'codex',
        label: 'Standard',
        lane: 'standard',
        credits: null,
        individualLimit: null,
        spendControlReached: null,
        reachedType: null,
        windows: [
          {
            minutes: 300,
            label: '5 h',
            reading: { kind: 'known', usedPercent: 60, leftPercent: 40, resetsAtSec: resetsAt / 1000 },
            readAtMs: now,
            source: 'read',
            movedAtMs: now,
            others: [],
          },
          {
            minutes: 10_080,
            label: 'weekly',
            reading: { kind: 'unknown' },
            readAtMs: now,
            source: 'read',
            movedAtMs: now,
            others: [],
          },
        ],
      },
    ],
  }
}

const trail: LimitTrail = {
  accountId: 'a',
  limitId: 'codex',
  windowMinutes: 300,
  samples: [40, 20, 0].map((ago) => ({ at: now - ago * MINUTE, usedPercent: 60 - ago / 2 })),
}

describe('the history in the snapshot', () => {
  it('has a forecast for each window with a number, from its trail', () => {
    const state = nextLimitHistory(noLimitHistory, { type: 'limits/trail-grown', trail })
    expect(limitHistoryView(state, limitsOf('a'), now).forecasts).toEqual([
      {
        bucketId: 'codex',
        minutes: 300,
        forecast: { kind: 'runs-out', at: now + 80 * MINUTE, resetsAt, percentPerHour: 30 },
      },
    ])
  })

  it('says the same within a minute', () => {
    const state = nextLimitHistory(noLimitHistory, { type: 'limits/trail-grown', trail })
    const later = limitHistoryView(state, limitsOf('a'), now + 90 * MINUTE)
    expect(limitHistoryView(state, limitsOf('a'), now + 90 * MINUTE + 29_000)).toEqual(later)
  })

  it('knows nothing of another account', () => {
    const state = nextLimitHistory(noLimitHistory, { type: 'limits/trail-grown', trail })
    for (const accountId of ['b', null]) {
      expect(limitHistoryView(state, limitsOf(accountId), now).forecasts).toMatchObject([
        { forecast: { kind: 'not-enough-data', why: 'few-readings' } },
      ])
    }
  })

  it('keeps one trail of each key, and none without limits', () => {
    const longer = { ...trail, samples: [] }
    const grown = nextLimitHistory(noLimitHistory, { type: 'limits/trail-grown', trail })
    const state = nextLimitHistory(grown, { type: 'limits/trail-grown', trail: longer })
    expect(state.trails).toEqual([longer])
    expect(limitHistoryView(state, null, now)).toEqual({ forecasts: [], shown: null })
  })
})
