import { expect, it } from 'vitest'
import { apartHeldBack, withoutHolding } from '../../../../src/core/gate/apart-held-back'

const file = (path: string, from: string | null = null) => ({ path, from })

it.each([
  ['nothing is held back', [], [file('a')], []],
  ['a file', ['a'], [file('a'), file('ab'), file('b/a')], ['a']],
  ['a folder, as people write it', ['./d/'], [file('d/a'), file('d/e/b'), file('da')], ['d/a', 'd/e/b']],
  ['a repository inside, as git names it', ['in/'], [file('in/')], ['in/']],
  ['what was moved from or to it', ['a', 'd'], [file('b', 'a'), file('d/c', 'c'), file('e', 'f')], ['b', 'd/c']],
  ['a file where its folder was', ['d/a'], [file('d'), file('d/a'), file('d/b')], ['d', 'd/a']],
  ['where it was moved out of a folder', ['d/a'], [file('b', 'd/a'), file('d')], ['b', 'd']],
  ['but not where nothing held back is changed', ['d/a'], [file('d')], []],
])('takes out of a commit what is held back: %s', (_, paths, files, heldBack) => {
  const apart = apartHeldBack(files, { paths: new Set(paths) })
  expect(apart.heldBack.map(({ path }) => path)).toEqual(heldBack)
  expect(apart.free).toEqual(files.filter(({ path }) => !heldBack.some((held) => held === path)))
})

it.each([
  ['by its name', ['a', 'ab'], file('a'), ['ab']],
  ['by its folder, however that is written', ['./d/', 'd/e'], file('d/f'), ['d/e']],
  ['as a repository inside', ['in/', 'other'], file('in/'), ['other']],
  ['for where it was moved from', ['old', 'x/'], file('new', 'old'), ['x/']],
  ['for the folder that it replaced', ['d/a', 'da'], file('d'), ['da']],
])('releases what is held back %s', (_, paths, released, left) => {
  expect(withoutHolding(paths, released)).toEqual(left)
})
