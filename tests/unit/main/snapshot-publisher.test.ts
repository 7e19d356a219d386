import { expect, it, vi } from 'vitest'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import { createAppStore } from '../../../src/main/app-store'
import { createSnapshotPublisher } from '../../../src/main/ipc/snapshot-publisher'
import { repoOpen, stateAfter } from '../../support/app-states'
import { createManualClock } from '../../support/manual-clock'

it('tells what comes after a pause at once, and what follows at most once per frame', async () => {
  const { clock, advance } = createManualClock()
  const store = createAppStore(stateAfter(...repoOpen()))
  const publisher = createSnapshotPublisher({ store, clock })
  const told = vi.fn<(snapshot: AppSnapshot) => void>()
  publisher.subscribe(told)

  store.dispatch({ type: 'time/passed' })
  store.dispatch({ type: 'time/passed' })
  expect(told).not.toHaveBeenCalled()
  await advance(0)
  expect(told).toHaveBeenCalledOnce()

  for (let ms = 0; ms < 32; ms++) {
    store.dispatch({ type: 'time/passed' })
    await advance(1)
  }
  expect(told).toHaveBeenCalledTimes(3)
  expect(told.mock.lastCall?.[0].revision).toBe(publisher.current().revision)
})
