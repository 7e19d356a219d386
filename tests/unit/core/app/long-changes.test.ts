import { expect, it } from 'vitest'
import { snapshotForView } from '../../../../src/core/app/snapshot-for-view'
import { toSnapshot } from '../../../../src/core/app/to-snapshot'
import { defaultSettings } from '../../../../src/core/settings'
import { sessionInFolder } from '../../../../src/core/session/session-in-folder'
import { changeLine, fileCount, whoWrote } from '../../../../src/core/words/change-words'
import { noonMs, repoId, repoOpen, sessionAt, stateAfter } from '../../../support/app-states'

const files = Array.from({ length: 10_000 }, (_, at) => ({
  path: `${at < 9000 ? 'api' : 'web'}/folder-${at % 100}/file-${at}.ts`,
  firstWriteMs: noonMs - 60_000,
  lastWriteMs: noonMs - 60_000,
  added: 2,
  removed: 1,
  kind: 'modified' as const,
}))
const change = {
  number: 1,
  sessionId: 'a1',
  firstWriteMs: noonMs - 60_000,
  lastWriteMs: noonMs - 60_000,
  closedAtMs: noonMs - 59_000,
  checkpointId: null,
  previousCheckpointId: null,
  files,
  headMoved: null,
  restored: null,
}
const settings = { ...defaultSettings(), diffFolders: { [repoId]: 'web' } }
const events = [
  ...repoOpen(...files.map(({ path }) => path)),
  { type: 'settings/changed', settings },
  { type: 'session/changed', session: sessionAt() },
  { type: 'session/change-closed', change },
] as const
const state = stateAfter(...events)

it('a snapshot with a change of 10,000 files stays small for the live diff window', () => {
  const snapshot = toSnapshot(state, noonMs)
  expect(JSON.stringify(snapshotForView(snapshot, 'diff')).length).toBeLessThan(40_000)
  expect(snapshotForView(snapshot, 'home')).toBe(snapshot)
})

it('a change of 10,000 files names the first ones and counts all', () => {
  const [session] = toSnapshot(state, noonMs).sessions
  const [view] = session?.changes ?? []
  if (session === undefined || view === undefined) throw new Error('no change')
  expect(view.files).toHaveLength(200)
  expect([fileCount(view), view.added, view.removed]).toEqual([10_000, 20_000, 10_000])
  expect(changeLine(view)).toBe('Your edits, 10,000 files')
  expect(whoWrote(view)).toBe('outside')
  const [inWeb] = sessionInFolder(session, 'web').changes
  expect(inWeb && [fileCount(inWeb), inWeb.added, inWeb.removed]).toEqual([1000, 2000, 1000])
})

it('a change whose lines nobody counted has none that are known, in a folder as well', () => {
  const uncounted = files.map((file, at) => (at < 9500 ? { ...file, added: null, removed: null } : file))
  const changed = { type: 'session/change-closed', change: { ...change, number: 2, files: uncounted } } as const
  const known = toSnapshot(stateAfter(...events, changed), noonMs).sessions[0]
  const view = known?.changes.find(({ number }) => number === 2)
  expect(view).toMatchObject({ added: 1000, removed: 500, uncounted: 9500 })
  expect(view?.files[0]).toMatchObject({ added: null, removed: null })
  const inWeb = known && sessionInFolder(known, 'web').changes.find(({ number }) => number === 2)
  expect(inWeb).toMatchObject({ added: 1000, removed: 500, uncounted: 500 })
})

it('a long change is labelled again only when its session says something else', () => {
  const viewOf = (now: typeof state) => toSnapshot(now, noonMs).sessions[0]?.changes[0]
  expect(viewOf(state)).toBe(viewOf({ ...state, revision: state.revision + 1 }))
  const renewed = { ...state, sessions: state.sessions.map((session) => ({ ...session })) }
  expect(viewOf(renewed)).not.toBe(viewOf(state))
})
