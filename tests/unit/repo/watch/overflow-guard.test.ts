import { expect, it } from 'vitest'
import { createOverflowGuard } from '../../../../src/repo/watch/overflow-guard'

it('suspects a loss once per burst, when more than 4,000 events come in a second', () => {
  const guard = createOverflowGuard()
  const said = Array.from({ length: 10_000 }, (_, i) => guard.event(i / 20)).filter(Boolean)
  expect(said).toHaveLength(1)
  expect(Array.from({ length: 10_000 }, () => guard.event(5000)).filter(Boolean)).toHaveLength(1)
})

it('is calm about many events at a slow pace', () => {
  const guard = createOverflowGuard()
  expect(Array.from({ length: 20_000 }, (_, i) => guard.event(i / 3)).some(Boolean)).toBe(false)
})

it('suspects a loss when a timer comes more than 100 ms late', () => {
  const guard = createOverflowGuard()
  expect([guard.timerFired(0, 100), guard.timerFired(0, 101)]).toEqual([false, true])
})
