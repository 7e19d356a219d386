import { expect, it } from 'vitest'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import { openAppMirror } from '../../../src/renderer/src/stores/app-mirror'
import { changeView, sessionView, snapshotOf } from '../support/snapshot'

it('takes newer snapshots and drops those that are not', async () => {
  let push: (snapshot: AppSnapshot) => void = () => {}
  const opening = openAppMirror({
    subscribe(listener) {
      push = listener
      return () => {}
    },
  })
  push(snapshotOf({ revision: 5, version: 'five' }))
  const mirror = await opening
  push(snapshotOf({ revision: 4, version: 'four' }))
  push(snapshotOf({ revision: 5, version: 'again' }))
  expect(mirror.getState().snapshot.version).toBe('five')
  push(snapshotOf({ revision: 6, version: 'six' }))
  expect(mirror.getState().snapshot.version).toBe('six')
})

it('keeps what says the same as before, so that only what moved is drawn again', async () => {
  let push: (snapshot: AppSnapshot) => void = () => {}
  const opening = openAppMirror({
    subscribe(listener) {
      push = listener
      return () => {}
    },
  })
  const of = (revision: number, numbers: readonly number[]) =>
    structuredClone(
      snapshotOf({ revision, sessions: [sessionView({ changes: numbers.map((number) => changeView({ number })) })] }),
    )
  push(of(1, [1, 2]))
  const mirror = await opening
  const before = mirror.getState().snapshot
  push(of(2, [1, 2, 3]))
  const now = mirror.getState().snapshot
  expect(now.sessions[0]?.changes).toHaveLength(3)
  expect(now.sessions[0]?.changes[1]).toBe(before.sessions[0]?.changes[1])
  expect(now.settings).toBe(before.settings)
  push(of(3, [1, 2, 3]))
  expect(mirror.getState().snapshot.sessions).toBe(now.sessions)
  push(of(4, [1]))
  expect(mirror.getState().snapshot.sessions[0]?.changes).toEqual([changeView({ number: 1 })])
})
