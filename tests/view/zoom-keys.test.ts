import { fireEvent } from '@testing-library/react'
import { expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { err, ok } from '../../src/core/result'
import { zoomStep } from '../../src/core/window/zoom'
import type { AppBridge } from '../../src/shared/contract'
import type { Mirrored } from '../../src/renderer/src/stores/app-mirror'
import { followZoomKeys } from '../../src/renderer/src/zoom-keys'
import { snapshotOf } from './support/snapshot'

const [once, twice] = [zoomStep(1, 1), zoomStep(zoomStep(1, 1), 1)]

function setUp(answer: Awaited<ReturnType<AppBridge['dispatch']>> = ok(null)) {
  const asked: number[] = []
  const snapshot = snapshotOf()
  const mirror = createStore<Mirrored>(() => ({ snapshot }))
  const page = document.createElement('div').ownerDocument.defaultView
  if (page === null) throw new Error('no window')
  followZoomKeys(page, {
    mirror,
    dispatch: async (command) => {
      if (command.type === 'settings/set' && command.change.key === 'zoom') asked.push(command.change.value)
      return answer
    },
  })
  const arrives = (zoom: number) =>
    mirror.setState({ snapshot: { ...snapshot, settings: { ...snapshot.settings, zoom } } })
  const press = (key: string) => fireEvent.keyDown(page, { key, ctrlKey: true })
  return { press, arrives, zooms: () => asked }
}

it('goes two steps for two presses, also before the first is in force', () => {
  const { press, arrives, zooms } = setUp()
  press('+')
  press('+')
  expect(zooms()).toEqual([once, twice])
  // The first arrives late, and the third press still counts from the second.
  arrives(once)
  press('-')
  expect(zooms()).toEqual([once, twice, once])
})

it('counts from what is in force once it is, and after a refusal', async () => {
  const { press, arrives, zooms } = setUp()
  press('+')
  arrives(once)
  arrives(1)
  press('+')
  expect(zooms()).toEqual([once, once])
  const refused = setUp(err({ code: 'busy', message: 'x', next: 'y' }))
  refused.press('+')
  await Promise.resolve()
  await Promise.resolve()
  refused.press('+')
  expect(refused.zooms()).toEqual([once, once])
})
