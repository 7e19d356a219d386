import { beforeEach, expect, it } from 'vitest'
import { type AppStore, createAppStore } from '../../../src/main/app-store'
import { keepLiveDiffWarm, type WarmLiveDiff } from '../../../src/main/keep-live-diff-warm'
import { prepareLiveDiff } from '../../../src/main/show-live-diff'
import { repoId, repoOpen, sessionAt, stateAfter } from '../../support/app-states'
import { createManualClock, type ManualClock } from '../../support/manual-clock'
import { createRecordingShell, type RecordingShell } from '../../support/recording-shell'

const diff = { view: 'diff', repoId, repoName: 'acme-api' }
const second = 1_000
const minute = 60 * second

let store: AppStore
let shell: RecordingShell
let time: ManualClock
let warm: WarmLiveDiff

beforeEach(() => {
  store = createAppStore(stateAfter(...repoOpen()))
  shell = createRecordingShell()
  time = createManualClock()
  warm = keepLiveDiffWarm({ store, shell, clock: time.clock })
})

/** Home opens and has the focus. */
async function openHome() {
  shell.openWindow({ view: 'home' }, { focus: true })
  warm.lookedAt()
  await time.advance(second)
}

it('loads what a start opens while home is open, and opens nothing', async () => {
  await openHome()
  expect(shell.prepared).toEqual([diff])
  expect(shell.opened).toEqual([{ view: { view: 'home' }, focus: true }])
  expect(shell.openDiffs()).toEqual([])
})

it('loads nothing for the tray alone, and lets go when home is closed', async () => {
  store.dispatch({ type: 'time/passed' })
  await time.advance(minute)
  expect(shell.prepared).toEqual([])
  expect(time.pending()).toBe(0)

  await openHome()
  shell.close('home')
  warm.windowClosed()
  expect(shell.prepared).toEqual([])
})

it('lets go some minutes after home was looked at, and begins anew when somebody comes back', async () => {
  await openHome()
  await time.advance(4 * minute)
  warm.lookedAt()
  await time.advance(4 * minute)
  expect(shell.prepared).toEqual([diff])
  await time.advance(minute)
  expect(shell.prepared).toEqual([])
  // What happens by itself is nobody's interest.
  store.dispatch({ type: 'time/passed' })
  await time.advance(minute)
  expect(shell.prepared).toEqual([])
  expect(time.pending()).toBe(0)

  warm.lookedAt()
  await time.advance(second)
  expect(shell.prepared).toEqual([diff])
})

it('waits for home to be drawn, so that a quick start does not load it twice', async () => {
  await openHome()
  warm.stop()
  expect(shell.prepared).toEqual([])
  expect(time.pending()).toBe(0)
  store.dispatch({ type: 'time/passed' })
  expect(time.pending()).toBe(0)
})

it('hands the window to a start, and loads the next one when the session is over and its window closed', async () => {
  await openHome()
  const start = prepareLiveDiff({ store, shell }, repoId)
  store.dispatch({ type: 'session/changed', session: sessionAt() })
  start.show()
  await time.advance(minute)
  expect(shell.opened.at(-1)).toEqual({ view: diff, focus: false })
  expect(shell.prepared).toEqual([])

  shell.close('diff')
  warm.windowClosed()
  await time.advance(minute)
  expect(shell.prepared).toEqual([])
  store.dispatch({ type: 'session/changed', session: sessionAt({ state: 'ended', endedAtMs: time.clock.now() }) })
  await time.advance(second)
  expect(shell.prepared).toEqual([diff])
})

it('loads nothing when a start opens nothing, and the other repository when that becomes the active one', async () => {
  const { settings } = store.state()
  store.dispatch({ type: 'settings/changed', settings: { ...settings, onSessionStart: 'mark' } })
  await openHome()
  expect(shell.prepared).toEqual([])
  store.dispatch({ type: 'settings/changed', settings })
  await time.advance(second)
  expect(shell.prepared).toEqual([diff])

  const other = { repoId: 'ffeeddccbbaa9988', top: '/home/dev/code/web', name: 'web' }
  store.dispatch({ type: 'repo/opened', repo: other })
  store.dispatch({ type: 'repo/activated', repoId: other.repoId })
  await time.advance(second)
  expect(shell.prepared).toEqual([{ view: 'diff', repoId: other.repoId, repoName: 'web' }])
})
