import { expect, it } from 'vitest'
import { defaultTickPolicy, flushAtMs } from '../../../../src/repo/watch/tick'

it.each([
  ['the first event after a quiet time is answered almost at once', 1, 0, true, 3],
  ['a save that has begun is given longer', 1, 0, 'begun', 30],
  ['one that follows closely waits for one frame', 1, 0, false, 16],
  ['20 paths are still few', 20, 15, false, 16],
  ['21 are many, even when they began after a quiet time', 21, 2, true, 50],
  ['200 are still many', 200, 40, false, 50],
  ['a burst gets a pause to end in', 201, 60, false, 210],
  ['but is not kept waiting for ever', 201, 240, false, 250],
])('%s', (_, paths, lastAtMs, leading, due) => {
  const waiting = { paths, firstAtMs: 0, lastAtMs, leading: leading !== false, begun: leading === 'begun' }
  expect(flushAtMs(waiting, defaultTickPolicy)).toBe(due)
})
