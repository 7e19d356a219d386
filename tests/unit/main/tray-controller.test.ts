import { expect, it, vi } from 'vitest'
import { createAppStore } from '../../../src/main/app-store'
import { createSnapshotPublisher } from '../../../src/main/ipc/snapshot-publisher'
import { createTrayController, type TrayView } from '../../../src/main/tray-controller'
import { createManualClock } from '../../support/manual-clock'
import { repoId, repoOpen, stateAfter, statusWith } from '../../support/app-states'

function trayOn(...paths: readonly string[]) {
  const { clock, advance } = createManualClock()
  const store = createAppStore(stateAfter(...repoOpen(...paths)))
  const publisher = createSnapshotPublisher({ store, clock })
  const show = vi.fn<TrayView['show']>()
  createTrayController({ tray: { show, recreate() {}, dispose() {} }, publisher, clock })
  return { store, advance, show }
}

it('draws at once, and not again for a snapshot that changes no text', async () => {
  const { store, advance, show } = trayOn('a.ts')
  expect(show).toHaveBeenCalledOnce()
  store.dispatch({ type: 'time/passed' })
  await advance(10_000)
  expect(show).toHaveBeenCalledOnce()
})

it('redraws at most every two seconds, and ends with the newest state', async () => {
  const { store, advance, show } = trayOn()
  for (let files = 1; files <= 20; files++) {
    const paths = Array.from({ length: files }, (_, i) => `f${i}.ts`)
    store.dispatch({ type: 'repo/status-read', repoId, status: statusWith(...paths) })
    await advance(100)
  }
  expect(show.mock.calls.length).toBeLessThanOrEqual(2)
  await advance(2000)
  expect(show.mock.lastCall?.[2]).toBe('Firebreak: acme-api · main · 20 uncommitted files')
})
