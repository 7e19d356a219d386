import { expect, it } from 'vitest'
import { hunkKeys, indexOfKey, keyOfHunk } from '../../../../src/renderer/src/views/diff/rows/hunk-keys'
import { numbered, textDiff } from '../../support/text-diff'

function hunksOf(changed: Readonly<Record<number, string>>) {
  const { body } = textDiff('a', numbered(300), numbered(300, changed))
  if (body.kind !== 'text') throw new Error('no text')
  return body.hunks
}
const keysOf = (keys: ReturnType<typeof hunkKeys>) => keys.hunks.map((_, at) => keyOfHunk(keys, at))

it('a hunk keeps its key while it is edited, and when others come or go', () => {
  const first = hunkKeys(hunksOf({ 50: 'a', 150: 'b', 250: 'c' }), undefined)
  const [a, b, c] = keysOf(first)
  const edited = hunkKeys(hunksOf({ 50: 'a', 150: 'bb', 250: 'c' }), first)
  expect(keysOf(edited)).toEqual([a, b, c])
  const grown = hunkKeys(hunksOf({ 50: 'a', 149: 'x', 150: 'bb', 250: 'c' }), edited)
  expect(keysOf(grown)).toEqual([a, b, c])
  expect(indexOfKey(grown, b ?? '')).toBe(1)
  const without = hunkKeys(hunksOf({ 149: 'x', 150: 'bb', 250: 'c' }), grown)
  expect(keysOf(without)).toEqual([b, c])
  const more = hunkKeys(hunksOf({ 20: 'n', 149: 'x', 150: 'bb', 250: 'c' }), without)
  expect(keysOf(more).slice(1)).toEqual([b, c])
  const back = hunkKeys(hunksOf({ 50: 'a', 150: 'b', 250: 'c' }), edited)
  expect(keysOf(back)).toEqual([a, b, c])
  expect(new Set(keysOf(more)).size).toBe(3)
})
