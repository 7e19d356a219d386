import { expect, it } from 'vitest'
import {
  isReachable,
  keepPlace,
  type KeptPlace,
  placeOn,
  screenSetKey,
  within,
} from '../../../../src/core/window/window-places'
import { zoomStep } from '../../../../src/core/window/zoom'

const laptop = { x: 0, y: 0, width: 1440, height: 900 }
const second = { x: 1440, y: 0, width: 2560, height: 1440 }
const [alone, both] = [screenSetKey([laptop]), screenSetKey([laptop, second])]
const place = (x: number, y: number, part: { width?: number; height?: number; alwaysOnTop?: boolean } = {}) => ({
  x,
  y,
  width: 800,
  height: 600,
  maximized: false,
  alwaysOnTop: false,
  ...part,
})

it('names a set of screens whatever their order', () => {
  expect(screenSetKey([second, laptop])).toBe(both)
  expect(alone).not.toBe(both)
})

it('brings a window back where it was on these screens', () => {
  const there = place(2000, 100, { alwaysOnTop: true })
  const here = place(10, 20)
  const kept = keepPlace(keepPlace(undefined, both, there, 1), alone, here, 2)
  expect(placeOn(kept, both, [laptop, second])).toEqual(there)
  expect(placeOn(kept, alone, [laptop])).toEqual(here)
})

it('moves a window onto screens it was never on', () => {
  const kept = keepPlace(undefined, both, place(2000, 100, { alwaysOnTop: true }), 1)
  expect(placeOn(kept, alone, [laptop])).toEqual(place(640, 100, { alwaysOnTop: true }))
})

it('reads the place that an older Firebreak kept', () => {
  const old: KeptPlace = { ...place(5, 6), screens: {} }
  expect(placeOn(old, alone, [laptop])).toEqual(place(5, 6))
  expect(placeOn({ ...old, x: null }, alone, [laptop])).toBeNull()
  expect(placeOn(undefined, alone, [laptop])).toBeNull()
})

it('does not trust a place that cannot be reached', () => {
  const kept = keepPlace(undefined, alone, place(3000, 3000), 1)
  expect(placeOn(kept, alone, [laptop])).toEqual(place(640, 300))
  expect(isReachable(place(1400, 0), [laptop])).toBe(false)
  expect(isReachable(place(1300, 880), [laptop])).toBe(true)
  expect(isReachable(place(-700, 0), [laptop])).toBe(false)
})

it('makes a window as small as its screen', () => {
  expect(within(place(0, 0, { width: 4000, height: 4000 }), [laptop])).toEqual(laptop)
  expect(within(place(0, 0), [])).toEqual(place(0, 0))
})

it('forgets the sets of screens that were not seen for long', () => {
  const kept = Array.from({ length: 12 }, (_, at) => at).reduce<KeptPlace | undefined>(
    (before, at) => keepPlace(before, `set ${at}`, place(at, 0), at),
    undefined,
  )
  expect(Object.keys(kept?.screens ?? {}).toSorted()).toEqual(
    [4, 5, 6, 7, 8, 9, 10, 11].map((at) => `set ${at}`).toSorted(),
  )
})

it('steps through sizes and stays at the ends', () => {
  expect([zoomStep(1, 1), zoomStep(1.1, -1), zoomStep(0.93, 1), zoomStep(1.75, 0)]).toEqual([1.1, 1, 1, 1])
  expect([zoomStep(3, 1), zoomStep(0.5, -1)]).toEqual([3, 0.5])
})
