import { screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { BucketView, LimitsView } from '../../../src/core/app/limits-view'
import { LimitsCard } from '../../../src/renderer/src/views/home/LimitsCard'
import { show } from '../support/show'
import { nowMs, snapshotOf } from '../support/snapshot'

const minute = 60_000
const unknown = snapshotOf().limits
const spark: BucketView = {
  id: 'codex_bengalfox',
  label: 'GPT-5.3-Codex-Spark',
  lane: 'spark',
  windows: [
    {
      minutes: 10_080,
      label: 'weekly',
      reading: { kind: 'known', leftPercent: 44 },
      resetsAtMs: nowMs + 60 * minute,
      readAtMs: nowMs - 20 * minute,
      source: 'update',
      others: [{ leftPercent: 47, readAtMs: nowMs - 30 * minute, source: 'rollout' }],
      countedTokens: 38_240,
    },
  ],
  notOffered: ['5 h'],
  facts: ['The spending limit of your workspace is reached'],
  still: { sinceMs: nowMs - 25 * minute, tokens: 21_000 },
}
const shown = async (part: Partial<LimitsView>) => {
  const limits = { ...unknown, state: { kind: 'known', readAtMs: nowMs } as const, ...part }
  await show(<LimitsCard />, snapshotOf({ limits }))
  return within(screen.getByRole('region', { name: 'Limits' }))
}

describe('the limits card', () => {
  it('says what is not offered, what else the server says, and a meter that stands still', async () => {
    const card = await shown({ buckets: [spark], facts: ['Credits: 12.50'] })
    expect(card.getByText('5 h window: not offered by the server')).toBeTruthy()
    expect(card.getByText('The spending limit of your workspace is reached')).toBeTruthy()
    expect(
      card.getByText(/^This meter has not moved since .*, and 21\.0 k tokens were counted here since$/),
    ).toBeTruthy()
    expect(card.getByText('Credits: 12.50')).toBeTruthy()
  })

  it('tells source and age of a number, and what another source said before', async () => {
    const card = await shown({ buckets: [spark] })
    expect(card.getByText(/44 % left, told by Codex after a turn at .*, 20 min ago/)).toBeTruthy()
    expect(card.getByText(/^Before: 47 % left, from the record of a session at .*, 30 min ago$/)).toBeTruthy()
    expect(card.getByText('38.2 k tokens counted here in this window')).toBeTruthy()
  })

  it('says that a lane has no limit', async () => {
    const card = await shown({ buckets: [{ ...spark, lane: 'standard' }], lanesWithout: ['spark'] })
    expect(card.getByText('no limit is reported by the server').parentElement?.textContent).toContain('Spark')
  })

  it('counts per model and session, and has nothing to say where nothing was counted', async () => {
    const count: LimitsView['count'] = {
      models: [{ name: 'GPT-5.3-Codex-Spark', lane: 'spark', today: 900, sevenDays: 1_250_000 }],
      sessions: [
        {
          threadId: 't',
          title: 'fix the login',
          lastAtMs: nowMs,
          models: [{ name: 'GPT-5.3-Codex-Spark', tokens: 900 }],
        },
        { threadId: 'u', title: null, lastAtMs: nowMs, models: [{ name: 'GPT-5.5', tokens: 1 }] },
      ],
    }
    const card = await shown({ buckets: [spark], count })
    expect(card.getByRole('row', { name: /GPT-5\.3-Codex-Spark 900 tokens 1\.3 M tokens/, hidden: true })).toBeTruthy()
    expect(card.getByText(/fix the login/).textContent).toContain('900 tokens')
    expect(card.getByText(/^Session/).textContent).toContain('GPT-5.5 1 token')
  })
})
