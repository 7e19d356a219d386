import { describe, expect, it } from 'vitest'
import type { RestoreStep } from '../../../../src/core/checkpoint/restore-plan'
import { refuseCollisions } from '../../../../src/repo/checkpoint/restore/collisions'

const file = { mode: 0o100644, id: 'a'.repeat(40), permissions: 0o644 }
const write = (path: string): RestoreStep => ({ path, from: null, to: file })

describe('names that a file system takes for one another', () => {
  it('are refused as a pair where it does, by case and by normalisation', () => {
    const steps = ['README', 'readme', 'src/\u00c9.ts', 'src/e\u0301.ts', 'other'].map(write)
    const refused = refuseCollisions(steps, () => true)
    expect([...refused].toSorted()).toEqual(
      steps
        .map(({ path }) => path)
        .filter((path) => path !== 'other')
        .toSorted(),
    )
    expect(refuseCollisions(steps, () => false).size).toBe(0)
  })

  it('are no pair when one of them goes', () => {
    expect(refuseCollisions([{ path: 'Readme', from: file, to: null }, write('README')], () => true).size).toBe(0)
  })

  it('never are git’s own folder', () => {
    expect([...refuseCollisions([write('sub/.GIT/config')], () => true)]).toEqual(['sub/.GIT/config'])
  })

  it('ask the file system only where there may be a pair', () => {
    const asked: string[] = []
    refuseCollisions(['a', 'b', 'c/A', 'c/a'].map(write), (path) => asked.push(path) === 0)
    expect(asked).toEqual(['c/A', 'c/a'])
  })
})
