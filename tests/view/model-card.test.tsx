import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { AppSnapshot, ModelChoice } from '../../src/core/app/snapshot'
import { HomeView } from '../../src/renderer/src/views/home/HomeView'
import { SettingsView } from '../../src/renderer/src/views/settings/SettingsView'
import { appCommandSchema } from '../../src/shared/contract'
import { show } from './support/show'
import { nowMs, snapshotOf } from './support/snapshot'

const choice = (modelId: string, name: string, more: Partial<ModelChoice> = {}): ModelChoice => ({
  modelId,
  name,
  lane: null,
  configured: false,
  gated: false,
  facts: [],
  efforts: ['low', 'high'],
  defaultEffort: 'low',
  ...more,
})
const base = snapshotOf()
const models = {
  state: 'known' as const,
  configured: 'gpt-5.5',
  override: null,
  models: [
    choice('gpt-5.5', 'GPT-5.5', { lane: 'standard', configured: true }),
    choice('gpt-5.3-codex-spark', 'GPT-5.3-Codex-Spark', {
      lane: 'spark',
      gated: true,
      facts: ['text only', 'retires 2026-12-01, GPT-5.5 takes its place'],
    }),
  ],
}
const modelSwitch = {
  ...base.modelSwitch,
  efforts: ['low', 'high'],
  defaultEffort: 'low',
  repository: { name: 'acme-api', file: '~/code/acme-api/.codex/config.toml', disabledWhy: null },
  unchanged: ['2 running sessions keep their model.'],
}
const withModels = (more: Partial<AppSnapshot['modelSwitch']> = {}) =>
  snapshotOf({ models, modelSwitch: { ...modelSwitch, ...more } })

const card = () => within(screen.getByRole('region', { name: 'Model' }))
const press = (name: string) => fireEvent.click(card().getByRole('button', { name }))
const scope = (name: string) => fireEvent.click(card().getByRole('radio', { name }))

describe('the model of new Codex sessions', () => {
  it('is chosen for everything, with what is to be known of each model, or lent for half an hour', async () => {
    const { sent } = await show(<HomeView />, withModels())
    press('Choose the model')
    const items = [...card().getAllByRole('menuitemradio'), card().getByRole('menuitem')].map(
      (item) => item.textContent,
    )
    expect(items).toEqual([
      'GPT-5.5standard lane',
      'GPT-5.3-Codex-SparkSpark lane · text only · retires 2026-12-01, GPT-5.5 takes its place',
      'GPT-5.3-Codex-Spark for 30 minutesthen back to what is set now',
    ])
    fireEvent.click(card().getByRole('menuitemradio', { name: 'GPT-5.3-Codex-Spark' }))
    press('Choose the model')
    fireEvent.click(card().getByRole('menuitem', { name: /for 30 minutes$/ }))
    press('Choose the effort')
    fireEvent.click(card().getByRole('menuitemradio', { name: 'high' }))
    expect(sent).toEqual([
      { type: 'model/select', modelId: 'gpt-5.3-codex-spark', scope: 'ask' },
      { type: 'model/select', modelId: 'gpt-5.3-codex-spark', scope: 'ask', minutes: 30 },
      { type: 'model/effort', effort: 'high' },
    ])
    expect(sent.every((command) => appCommandSchema.safeParse(command).success)).toBe(true)
  })

  it('is chosen for the repository, where Codex reads its file, or for the next session', async () => {
    const { sent, push } = await show(<HomeView />, withModels())
    scope('This repository')
    expect(card().getByText(/\.codex\/config\.toml, a change in the repository\.$/)).toBeTruthy()
    press('Choose the model')
    fireEvent.click(card().getByRole('menuitem', { name: 'GPT-5.5' }))
    scope('Next session')
    press('Choose the model')
    fireEvent.click(card().getByRole('menuitemradio', { name: 'GPT-5.5' }))
    press('Choose the model')
    fireEvent.click(card().getByRole('menuitemradio', { name: 'Its lane’s model' }))
    expect(sent).toEqual([
      { type: 'model/select', modelId: 'gpt-5.5', scope: 'repository' },
      { type: 'model/select', modelId: 'gpt-5.5', scope: 'next-session' },
      { type: 'model/forget-next' },
    ])

    push(
      snapshotOf({ models, modelSwitch, nextSessionModel: { modelId: 'gpt-5.5', modelName: 'GPT-5.5', effort: null } }),
    )
    press('Choose the effort')
    fireEvent.click(card().getByRole('menuitemradio', { name: 'high' }))
    scope('This repository')
    press('Choose the effort')
    fireEvent.click(card().getByRole('menuitem', { name: 'low' }))
    expect(sent.splice(3)).toEqual([
      { type: 'model/select', modelId: 'gpt-5.5', scope: 'next-session', effort: 'high' },
      { type: 'model/select', modelId: 'gpt-5.5', scope: 'repository', effort: 'low' },
    ])

    const why = 'Codex does not trust this repository, so it would not read the file.'
    push(withModels({ repository: { ...modelSwitch.repository, disabledWhy: why } }))
    scope('This repository')
    press('Choose the model')
    fireEvent.click(card().getByRole('menuitem', { name: 'GPT-5.5' }))
    expect(sent).toHaveLength(3)
  })

  it('goes back in one press, and says until when and what a switch does not change', async () => {
    const { sent } = await show(
      <HomeView />,
      withModels({
        back: { everywhere: 'Back to GPT-5.5', repository: null },
        timed: { place: 'everywhere', words: 'Spark until 12:36, then GPT-5.5', untilMs: nowMs },
      }),
    )
    expect(card().getByText('Spark until 12:36, then GPT-5.5')).toBeTruthy()
    expect(card().getByText('2 running sessions keep their model.')).toBeTruthy()
    press('Back to GPT-5.5')
    expect(sent).toEqual([{ type: 'model/back', place: 'everywhere' }])
  })

  it('has one press for what helps where a model is refused', async () => {
    const wish = { type: 'lane/use-model', lane: 'spark', modelId: 'gpt-5.5' } as const
    const notice = {
      id: 'n',
      kind: 'warning',
      message: 'Gone.',
      next: null,
      ways: [{ label: 'Use GPT-5.5', wish }],
    } as const
    const { sent } = await show(<HomeView />, snapshotOf({ notices: [notice] }))
    fireEvent.click(screen.getByRole('button', { name: 'Use GPT-5.5' }))
    expect(sent[0]).toEqual(wish)
  })
})

describe('the lanes in the settings', () => {
  it('get a model, an effort and their limits', async () => {
    const lanes = { ...modelSwitch.lanes, spark: { ...modelSwitch.lanes.spark, efforts: ['low', 'high'] } }
    const { sent } = await show(<SettingsView />, withModels({ lanes }))
    const region = within(screen.getByRole('region', { name: 'Lanes' }))
    fireEvent.click(region.getByRole('button', { name: 'Model of the Standard lane' }))
    fireEvent.click(region.getByRole('menuitemradio', { name: 'GPT-5.3-Codex-Spark' }))
    fireEvent.click(region.getByRole('button', { name: 'Effort of the Spark lane' }))
    fireEvent.click(region.getByRole('menuitemradio', { name: 'high' }))
    const limits = region.getByRole('textbox', { name: 'Limits of the Spark lane' })
    fireEvent.change(limits, { target: { value: 'codex_bengalfox, codex_zebra' } })
    fireEvent.blur(limits)
    expect(sent).toEqual([
      { type: 'lane/use-model', lane: 'standard', modelId: 'gpt-5.3-codex-spark' },
      { type: 'lane/use-model', lane: 'spark', modelId: base.lanes.spark.modelId, effort: 'high' },
      { type: 'settings/set', change: { key: 'laneLimits', lane: 'spark', value: ['codex_bengalfox', 'codex_zebra'] } },
    ])
    expect(sent.every((command) => appCommandSchema.safeParse(command).success)).toBe(true)
  })
})
