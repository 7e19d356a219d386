import { describe, expect, it } from 'vitest'
import { modelListReplySchema } from '../../../../src/core/codex/messages'
import {
  isGatedModel,
  laneViews,
  modelChoices,
  type OfferedModel,
  offeredModelFromRow,
} from '../../../../src/core/lanes/lanes'
import { defaultSettings } from '../../../../src/core/settings'
import { recorded } from '../../../support/app-server-fixture'

const settings = defaultSettings()
const models = (fixture: string): OfferedModel[] =>
  modelListReplySchema.parse(recorded(fixture)).data.map(offeredModelFromRow)
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

describe('laneViews', () => {
  it('shows both lanes of the recorded list, Spark first', () => {
    expect(laneViews(settings, models('model-list'), 'chatgpt')).toEqual([
      {
        lane: 'spark',
        modelId: 'gpt-5.3-codex-spark',
        displayName: 'GPT-5.3-Codex-Spark',
        offered: 'yes',
        suggestion: null,
        gated: true,
        textOnly: true,
      },
      {
        lane: 'standard',
        modelId: 'gpt-5.5',
        displayName: 'GPT-5.5',
        offered: 'yes',
        suggestion: null,
        gated: false,
        textOnly: false,
      },
    ])
  })

  it('says that a retired model is not offered and what could be used instead', () => {
    expect(laneViews(settings, models('model-list-no-spark'), 'chatgpt')[0]).toMatchObject({
      displayName: 'gpt-5.3-codex-spark',
      offered: 'no',
      suggestion: { modelId: 'gpt-5.5', displayName: 'GPT-5.5' },
      textOnly: null,
    })
  })

  it('suggests another Spark model for the Spark lane before any other', () => {
    const list = [model('gpt-7', { isDefault: true }), model('gpt-7-spark'), model('gpt-6-spark-old', { hidden: true })]
    expect(laneViews(settings, list, 'chatgpt').map(({ suggestion }) => suggestion?.modelId)).toEqual([
      'gpt-7-spark',
      'gpt-7',
    ])
  })

  it('suggests nothing where nothing is offered', () => {
    expect(laneViews(settings, [], 'chatgpt')[0]).toMatchObject({ offered: 'no', suggestion: null })
  })

  it.each([
    ['no list', null, 'chatgpt'],
    ['the list of nobody in particular', [model('gpt-7')], 'signed-out'],
    ['the list of an account that is not known yet', [model('gpt-7')], 'unknown'],
  ] as const)('does not know what is offered from %s', (_, list, account) => {
    expect(laneViews(settings, list, account)[0]).toMatchObject({ offered: 'unknown', suggestion: null })
  })

  it('gates whatever model is in the Spark lane, and those the user marked', () => {
    const swapped = {
      lanes: { spark: { model: 'gpt-5.5', limitIds: [] }, standard: { model: 'gpt-5.4', limitIds: [] } },
      gatedModels: ['gpt-6'],
    }
    expect(['gpt-5.5', 'gpt-6', 'gpt-5.4', 'gpt-5.3-codex-spark'].map((id) => isGatedModel(id, swapped))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(laneViews({ ...swapped, gatedModels: ['gpt-5.4'] }, null, 'chatgpt').map(({ gated }) => gated)).toEqual([
      true,
      true,
    ])
  })
})

describe('modelChoices', () => {
  const brief = (choices: ReturnType<typeof modelChoices>) =>
    choices.map((choice) => [choice.model.id, choice.lanes.join('+'), choice.configured])

  it('marks the lanes and the configured model', () => {
    expect(brief(modelChoices(settings, models('model-list'), 'gpt-5.3-codex-spark'))).toEqual([
      ['gpt-5.5', 'standard', false],
      ['gpt-5.4', '', false],
      ['gpt-5.4-mini', '', false],
      ['gpt-5.3-codex', '', false],
      ['gpt-5.3-codex-spark', 'spark', true],
    ])
  })

  it('takes the account’s default for configured when nothing is', () => {
    const list = [model('a'), model('b', { isDefault: true })]
    expect(brief(modelChoices(settings, list, null))).toEqual([
      ['a', '', false],
      ['b', '', true],
    ])
  })

  it('leaves hidden models out unless they play a part', () => {
    const list = [model('a', { hidden: true }), model('b', { hidden: true }), model('gpt-5.5', { hidden: true })]
    expect(brief(modelChoices(settings, list, 'b'))).toEqual([
      ['b', '', true],
      ['gpt-5.5', 'standard', false],
    ])
  })
})
