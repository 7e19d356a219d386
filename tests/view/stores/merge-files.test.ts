import { describe, expect, it } from 'vitest'
import { mergeFiles } from '../../../src/renderer/src/stores/merge-files'
import { fileDiff } from '../support/file-diff'

const file = (path: string, line = path) => fileDiff(path, [`+${line}`])
const name = (at: number) => `f${String(at).padStart(4, '0')}`

describe('files that moved', () => {
  it.each([
    ['a few', 3],
    ['very many', 300],
  ])('take their places among the others: %s', (_, moved) => {
    const before = Array.from({ length: 1000 }, (_unused, at) => file(name(at * 2)))
    const changed = Array.from({ length: moved }, (_unused, at) => file(name(at * 3), 'new'))
    const gone = [name(4), name(1000), 'never there']
    const expected = new Map(before.map((one) => [one.path, one]))
    for (const one of changed) expected.set(one.path, one)
    for (const path of gone) expected.delete(path)
    const merged = mergeFiles(
      before,
      changed,
      gone.filter((path) => !changed.some((one) => one.path === path)),
    )
    expect(merged).toEqual([...expected.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)))
    expect(merged.find(({ path }) => path === name(1998))).toBe(before[999])
  })

  it('keep their identity when they show what they showed', () => {
    const before = [file('a'), file('b')]
    expect(mergeFiles(before, [file('b')], [])[1]).toBe(before[1])
  })
})
