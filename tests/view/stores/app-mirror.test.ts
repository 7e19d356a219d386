import { expect, it } from 'vitest'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import { openAppMirror } from '../../../src/renderer/src/stores/app-mirror'
import { snapshotOf } from '../support/snapshot'

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
