import { describe, expect, it } from 'vitest'
import { createRenames, findRenames, type RenameCandidate } from '../../../../src/repo/diff/renames'
import { createRandom } from '../../../support/random'

const gone = (blob: string | null): RenameCandidate => ({
  change: 'deleted',
  oldMode: 1,
  newMode: null,
  oldBlob: blob,
  newBlob: null,
})
const come = (blob: string | null): RenameCandidate => ({
  change: 'added',
  oldMode: null,
  newMode: 1,
  oldBlob: null,
  newBlob: blob,
})

describe('renames', () => {
  it('are files that went and came with the same content, paired in the order of their paths', () => {
    const files = new Map([
      ['z', gone('1')],
      ['b', gone('1')],
      ['d', come('1')],
      ['c', come('1')],
      ['e', come('1')],
      ['f', come('2')],
      ['g', gone(null)],
      ['h', come(null)],
    ])
    expect([...findRenames(files)]).toEqual([
      ['d', 'z'],
      ['c', 'b'],
    ])
  })

  it('are the same kept up to date as found anew, and every path of another pair is named', () => {
    const random = createRandom(8)
    const renames = createRenames()
    const files = new Map<string, RenameCandidate>()
    let before = new Map<string, string | undefined>()
    for (let round = 0; round < 300; round++) {
      const touched = new Set<string>()
      for (let puts = Math.floor(random() * 4); puts >= 0; puts--) {
        const path = `f${Math.floor(random() * 12)}`
        const blob = `${Math.floor(random() * 3)}`
        const file = random() < 0.2 ? null : random() < 0.5 ? gone(blob) : come(blob)
        renames.set(path, file)
        touched.add(path)
        if (file === null) files.delete(path)
        else files.set(path, file)
      }
      const found = findRenames(files)
      const kept = renames.moved()
      for (const path of kept.touched) touched.add(path)
      const sources = new Set(found.values())
      const now = new Map<string, string | undefined>()
      for (const path of files.keys()) {
        expect(kept.sourceOf(path)).toBe(found.get(path))
        expect(kept.isSource(path)).toBe(sources.has(path))
        now.set(path, `${found.get(path)} ${sources.has(path)}`)
        expect(touched.has(path) || now.get(path) === before.get(path)).toBe(true)
      }
      renames.told()
      before = now
    }
  })
})
