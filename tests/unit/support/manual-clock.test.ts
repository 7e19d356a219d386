import { expect, it } from 'vitest'
import { createManualClock } from '../../support/manual-clock'

it('fires timers in the order of their time, also those set on the way', async () => {
  const { clock, advance, pending } = createManualClock(1000)
  const fired: string[] = []
  clock.after(20, () => fired.push(`b ${clock.now()}`))
  clock.after(10, () => {
    fired.push(`a ${clock.now()}`)
    clock.after(5, () => fired.push(`c ${clock.now()}`))
  })
  clock.after(30, () => fired.push('late'))
  await advance(20)
  expect(fired).toEqual(['a 1010', 'c 1015', 'b 1020'])
  expect([clock.now(), pending()]).toEqual([1020, 1])
})

it('lets promises settle between two timers and forgets cancelled ones', async () => {
  const { clock, advance } = createManualClock()
  const seen: string[] = []
  clock.after(1, () => void Promise.resolve().then(() => clock.after(1, () => seen.push('chained'))))
  clock.after(2, () => seen.push('second'))
  clock.after(3, () => seen.push('cancelled'))()
  await advance(5)
  expect(seen).toEqual(['second', 'chained'])
})
