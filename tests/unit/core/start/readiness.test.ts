import { describe, expect, it } from 'vitest'
import type { BucketView } from '../../../../src/core/app/limits-view'
import type { LaneCard } from '../../../../src/core/app/snapshot'
import type { UsableReasonView, UsableView } from '../../../../src/core/app/usable-view'
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
        source: 'read',
        others: [],
        countedTokens: null,
      },
    ],
    notOffered: [],
    facts: [],
    still: null,
  }
}

const reason = (code: string, weight: UsableReasonView['weight']): UsableReasonView => ({
  code,
  weight,
  message: `${code} is so.`,
  next: 'Do something.',
  source: 'somewhere',
})
const verdict = (answer: UsableView['answer'], ...reasons: readonly UsableReasonView[]): UsableView => ({
  answer,
  line: '',
  reasons,
})

const well: ReadinessFacts = {
  lane,
  codexVersion: '0.169.0',
  account: { kind: 'chatgpt', plan: 'pro', email: null },
  buckets: [bucket('standard', 66), bucket('spark', 44)],
  usable: verdict('yes'),
}

describe('readiness', () => {
  it('is one line when all is well', () => {
    expect(readinessOf(well)).toEqual({ kind: 'ready', text: 'Ready: Codex 0.169.0, Pro, Spark offered, 44 % left' })
  })

  it('waits for what Codex has not been asked yet', () => {
    expect(readinessOf({ ...well, usable: verdict('unsure', reason('not-known-yet', 'unsure')) })).toEqual({
      kind: 'checking',
    })
  })

  it('unfolds what is not known, and does not block', () => {
    const usable = verdict('unsure', reason('limit-unknown', 'unsure'))
    expect(readinessOf({ ...well, usable })).toMatchObject({
      kind: 'not-ready',
      blocking: false,
      answer: 'unsure',
      items: [{ code: 'limit-unknown', source: 'somewhere' }],
    })
  })

  it('names only what is certain when the answer is no', () => {
    const usable = verdict(
      'no',
      reason('model-not-offered', 'no'),
      reason('limit-unknown', 'unsure'),
      reason('api-key', 'note'),
    )
    expect(readinessOf({ ...well, usable })).toMatchObject({
      blocking: true,
      items: [{ code: 'model-not-offered' }, { code: 'api-key' }],
    })
  })

  it.each([
    ['signed-out', false],
    ['limit-reached', false],
    ['codex-failing', false],
    ['codex-missing', true],
    ['codex-too-old', true],
    ['codex-cannot-run', true],
    ['codex-wrong-processor', true],
    ['model-not-offered', true],
  ])('with %s, blocks the start: %s', (code, blocking) => {
    expect(readinessOf({ ...well, usable: verdict('no', reason(code, 'no')) })).toMatchObject({ blocking })
  })

  it('leaves the guard to its own light', () => {
    const usable = verdict('yes', reason('guard-off', 'note'))
    expect(readinessOf({ ...well, usable }).kind).toBe('ready')
  })
})
