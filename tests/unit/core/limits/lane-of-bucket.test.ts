import { expect, it } from 'vitest'
import type { Lane } from '../../../../src/core/lanes/lanes'
import { bucketsOfLane } from '../../../../src/core/limits/lane-of-bucket'
import { defaultSettings } from '../../../../src/core/settings'

const bucket = (id: string, lane: Lane | null) => ({ id, lane })
const [ordinary, spark] = [bucket('codex', 'standard'), bucket('codex_bengalfox', 'spark')]
const { lanes } = defaultSettings()

it('a lane uses the buckets that its settings name', () => {
  expect(bucketsOfLane([ordinary, spark], 'spark', lanes)).toEqual([spark])
  expect(bucketsOfLane([ordinary, spark], 'standard', lanes)).toEqual([ordinary])
  expect(bucketsOfLane([ordinary], 'spark', lanes)).toEqual([])
})

it('a lane whose model has no limit of its own shares the ordinary one, whatever another bucket is still called', () => {
  const shared = { ...lanes, spark: { ...lanes.spark, model: 'gpt-5.4', limitIds: ['codex'] } }
  expect(bucketsOfLane([ordinary, spark], 'spark', shared)).toEqual([ordinary])
  expect(bucketsOfLane([ordinary], 'standard', shared)).toEqual([ordinary])
})

it('a lane uses a bucket that is named after its model, where the server has another id for it', () => {
  const renamed = bucket('codex_other', 'spark')
  expect(bucketsOfLane([ordinary, renamed], 'spark', lanes)).toEqual([renamed])
})
