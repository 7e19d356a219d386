import { describe, expect, it } from 'vitest'
import type { BucketView, LaneCard } from '../../../../src/core/app/snapshot'
import { type ReadinessFacts, readinessOf } from '../../../../src/core/start/readiness'

const nowMs = new Date(2026, 10, 22, 12).getTime()
const lane: LaneCard = {
  lane: 'spark',
  modelId: 's',
  modelName: 'GPT-5.3-Codex-Spark',
  offered: 'yes',
  suggestion: null,
  facts: [],
}

function bucket(of: BucketView['lane'], left: number): BucketView {
  return {
    id: of ?? 'x',
    label: of === 'spark' ? 'GPT-5.3-Codex-Spark' : 'Standard',
    lane: of,
    windows: [
      {
        minutes: 300,
        label: '5 h',
        reading: { kind: 'known', leftPercent: left },
        resetsAtMs: nowMs + 3_600_000,
        readAtMs: nowMs,
      },
    ],
  }
}

const well: ReadinessFacts = {
  nowMs,
  lane,
  codex: { kind: 'found', version: '0.169.0' },
  account: { kind: 'chatgpt', plan: 'pro', email: null },
  buckets: [bucket('standard', 66), bucket('spark', 44)],
}

describe('readiness', () => {
  it('is one line when all is well', () => {
    expect(readinessOf(well)).toEqual({ kind: 'ready', text: 'Ready: Codex 0.169.0, Pro, Spark offered, 44 % left' })
  })

  it('leaves out what it does not know', () => {
    const facts = {
      ...well,
      lane: { ...lane, offered: 'unknown' as const },
      account: { kind: 'unknown' as const },
      buckets: [],
    }
    expect(readinessOf(facts)).toEqual({ kind: 'ready', text: 'Ready: Codex 0.169.0' })
  })

  it('holds the start back when the model is not offered, and offers another', () => {
    const facts = {
      ...well,
      lane: { ...lane, offered: 'no' as const, suggestion: { modelId: 'm', modelName: 'GPT-6' } },
    }
    expect(readinessOf(facts)).toEqual({
      kind: 'not-ready',
      blocking: true,
      items: [
        {
          code: 'model-not-offered',
          message: 'GPT-5.3-Codex-Spark is not offered to this account.',
          next: 'Use GPT-6 in this lane, or try anyway.',
        },
      ],
    })
  })

  it('says that a full Spark bucket does not help when the standard one is spent', () => {
    const facts = { ...well, buckets: [bucket('standard', 0), bucket('spark', 44)] }
    expect(readinessOf(facts)).toMatchObject({
      kind: 'not-ready',
      blocking: false,
      items: [
        { code: 'limit-reached', message: 'Nothing is left of the 5 h window of Standard.', next: 'It resets 13:00.' },
      ],
    })
  })

  it.each([
    ['signed-out', 'signed-out'],
    ['api-key', 'api-key'],
  ] as const)('says what an account that is %s means, and does not block', (kind, code) => {
    expect(readinessOf({ ...well, account: { kind } })).toMatchObject({
      kind: 'not-ready',
      blocking: false,
      items: [{ code }],
    })
  })
})
