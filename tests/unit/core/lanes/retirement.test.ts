import { describe, expect, it } from 'vitest'
import type { OfferedModel } from '../../../../src/core/lanes/lanes'
import { offeredAgain, retirements } from '../../../../src/core/lanes/retirement'
import { waysAfterFailure } from '../../../../src/core/lanes/ways-on'
import { defaultSettings } from '../../../../src/core/settings'

const settings = defaultSettings()
const spark = 'gpt-5.3-codex-spark'
const model = (id: string, more: Partial<OfferedModel> = {}): OfferedModel => ({
  id,
  displayName: id.toUpperCase(),
  hidden: false,
  isDefault: false,
  upgrade: null,
  retiresAtMs: null,
  textOnly: false,
  efforts: [],
  defaultEffort: null,
  ...more,
})
const noon = new Date(2026, 11, 1, 12).getTime()
const all = [model('gpt-6-sol', { isDefault: true }), model('gpt-5.5'), model(spark)]

describe('the retirement watch', () => {
  it('says nothing while every model in use is offered', () => {
    expect(retirements(settings, 'gpt-5.5', all, 'chatgpt')).toEqual([])
  })

  it('says a date, where the model is set, and what takes its place', () => {
    const list = [all[0] ?? model(''), model('gpt-5.5', { retiresAtMs: noon, upgrade: 'gpt-6-sol' }), model(spark)]
    expect(retirements(settings, 'gpt-5.5', list, 'chatgpt')).toEqual([
      {
        id: 'retires:gpt-5.5:2026-12-01',
        message: 'GPT-5.5 retires on 2026-12-01. It is set in the standard lane and your Codex configuration.',
        next: 'GPT-6-SOL is what takes its place.',
        ways: [
          {
            label: 'Use GPT-6-SOL in the standard lane',
            wish: { type: 'lane/use-model', lane: 'standard', modelId: 'gpt-6-sol' },
          },
          {
            label: 'Use GPT-6-SOL for new Codex sessions',
            wish: { type: 'model/select', modelId: 'gpt-6-sol', scope: 'ask' },
          },
        ],
      },
    ])
  })

  it('says that a model is gone, another fast one first in the Spark lane', () => {
    const list = [...all.slice(0, 2), model('gpt-6-spark')]
    const [gone] = retirements(settings, null, list, 'chatgpt')
    expect(gone).toMatchObject({
      id: `gone:${spark}`,
      message: `${spark} is not among the models of your account. It is set in the Spark lane.`,
      ways: [{ wish: { type: 'lane/use-model', lane: 'spark', modelId: 'gpt-6-spark' } }],
    })
    expect(offeredAgain([`gone:${spark}`, 'gone:other', 'capture'], all)).toEqual([`gone:${spark}`])
  })

  it('believes no list without an account', () => {
    for (const account of ['signed-out', 'unknown'] as const)
      expect(retirements(settings, 'gpt-5.5', [], account)).toEqual([])
  })
})

describe('the ways on after a turn that failed', () => {
  const facts = { settings, models: all }
  it.each([
    ['not-supported', { type: 'lane/use-model', lane: 'spark', modelId: 'gpt-6-sol' }],
    ['model-unknown', { type: 'lane/use-model', lane: 'spark', modelId: 'gpt-6-sol' }],
    ['capacity', { type: 'model/select', modelId: 'gpt-5.5', scope: 'next-session' }],
    ['usage-limit', { type: 'model/select', modelId: 'gpt-5.5', scope: 'next-session' }],
  ] as const)('that was %s', (kind, wish) => {
    expect(waysAfterFailure(kind, { model: spark, lane: 'spark' }, facts).map((way) => way.wish)).toEqual([wish])
  })

  it('are none where another model helps nothing, or the lane has another one by now', () => {
    for (const kind of ['offline', 'signed-out', 'context-full', 'other'] as const)
      expect(waysAfterFailure(kind, { model: spark, lane: 'spark' }, facts)).toEqual([])
    expect(waysAfterFailure('not-supported', { model: 'gpt-4', lane: 'spark' }, facts)).toEqual([])
  })
})
