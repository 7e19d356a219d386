import { expect, it } from 'vitest'
import { createAppBed } from '../../support/app-bed'

const accepted = { ok: true, value: null }
const place = (x: number, part: { alwaysOnTop?: boolean } = {}) => ({
  x,
  y: 20,
  width: 900,
  height: 600,
  maximized: false,
  alwaysOnTop: false,
  ...part,
})

it('keeps the place of a window on each set of screens, over a restart', async () => {
  const bed = await createAppBed({
    // As an older Firebreak kept it.
    settings: { windowPlaces: JSON.parse('{"home":{"x":1,"y":2,"width":800,"height":600}}') },
  })
  const kept = () => bed.app().store.state().settings.windowPlaces
  expect(kept()['home']).toMatchObject({ x: 1, alwaysOnTop: false, screens: {} })
  const key = `diff:${bed.repoId}`
  await bed.app().keepPlaces('two screens', { [key]: place(2000, { alwaysOnTop: true }), home: place(5) })
  await bed.app().keepPlaces('one screen', { [key]: place(10) })
  await bed.restart()
  expect(kept()[key]).toMatchObject({
    x: 10,
    screens: { 'two screens': { x: 2000, alwaysOnTop: true }, 'one screen': { x: 10, alwaysOnTop: false } },
  })
  expect(kept()['home']?.screens['two screens']).toMatchObject({ x: 5 })
})

it('keeps the size of everything, the theme, and the folder of each repository', async () => {
  const bed = await createAppBed()
  const set = (value: string | null) =>
    bed.send({ type: 'settings/set', change: { key: 'diffFolder', repoId: bed.repoId, value } })
  expect(await bed.send({ type: 'settings/set', change: { key: 'zoom', value: 1.5 } })).toEqual(accepted)
  expect(await bed.send({ type: 'settings/set', change: { key: 'theme', value: 'high-contrast' } })).toEqual(accepted)
  expect(await set('packages/api')).toEqual(accepted)
  await bed.restart()
  const diffFolders = { [bed.repoId]: 'packages/api' }
  expect(bed.snapshot()).toMatchObject({ theme: 'high-contrast', settings: { zoom: 1.5, diffFolders } })
  expect(await set(null)).toEqual(accepted)
  expect(bed.snapshot().settings.diffFolders).toEqual({})
})

it('keeps a live diff on top while it is open', async () => {
  const bed = await createAppBed()
  const wish = { type: 'window/keep-on-top', repoId: bed.repoId, on: true } as const
  expect(await bed.send(wish)).toMatchObject({ ok: false, error: { code: 'no-window' } })
  await bed.send({ type: 'window/open', view: 'diff', repoId: bed.repoId })
  expect(await bed.send(wish)).toEqual(accepted)
  bed.app().store.dispatch({ type: 'window/on-top', repoIds: [bed.repoId] })
  expect(bed.snapshot().onTop).toEqual([bed.repoId])
})
