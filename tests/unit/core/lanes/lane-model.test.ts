import { describe, expect, it } from 'vitest'
import { withModelInLane } from '../../../../src/core/lanes/lane-model'
import { defaultSettings } from '../../../../src/core/settings'

const settings = defaultSettings()
const buckets = [
  { id: 'codex', label: 'Standard' },
  { id: 'codex_zebra', label: 'GPT-6-Spark' },
]
const put = (modelId: string, displayName: string | null = null, from = settings) =>
  withModelInLane(from, { lane: 'spark', modelId, displayName }, buckets)

describe('a lane that gets another model', () => {
  it('has the limits that the server names after it', () => {
    expect(put('gpt-6-spark').lanes.spark).toEqual({ model: 'gpt-6-spark', limitIds: ['codex_zebra'], effort: null })
    expect(put('fast-1', 'GPT-6-Spark').lanes.spark.limitIds).toEqual(['codex_zebra'])
  })

  it('has the ordinary limits where it has none of its own', () => {
    expect(put('gpt-5.5').lanes.spark.limitIds).toEqual(['codex'])
  })

  it('has its own again when it comes back', () => {
    const there = { ...settings, ...put('gpt-5.5') }
    expect(there.modelLimits).toEqual({ 'gpt-5.3-codex-spark': ['codex_bengalfox'] })
    expect(put('gpt-5.3-codex-spark', null, there).lanes.spark.limitIds).toEqual(['codex_bengalfox'])
    const edited = {
      ...settings,
      lanes: { ...settings.lanes, spark: { model: 'gpt-5.3-codex-spark', limitIds: ['mine'] } },
    }
    const away = { ...edited, ...put('gpt-5.5', null, edited) }
    expect(put('gpt-5.3-codex-spark', null, away).lanes.spark.limitIds).toEqual(['mine'])
  })

  it('leaves the other lane alone, and takes an effort', () => {
    const done = withModelInLane(settings, { lane: 'standard', modelId: 'x', displayName: null, effort: 'high' }, [])
    expect(done.lanes.spark).toEqual(settings.lanes.spark)
    expect(done.lanes.standard).toEqual({ model: 'x', limitIds: ['codex'], effort: 'high' })
  })
})
