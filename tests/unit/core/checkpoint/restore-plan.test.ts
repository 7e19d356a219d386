import { describe, expect, it } from 'vitest'
import type { Details } from '../../../../src/core/checkpoint/manifest'
import { createPathFilter, planSteps, type RestoreStep } from '../../../../src/core/checkpoint/restore-plan'

const none: Details = {
  version: 1,
  usual: { file: 0o644, executable: 0o755 },
  permissions: [],
  emptyFolders: [],
  usualFolder: 0o755,
  folderPermissions: [],
  ignoredFolders: [],
  leftOut: [],
  uncaptured: [],
  nestedRepos: [],
}
const file = { mode: 0o100644, id: 'a'.repeat(40), permissions: 0o644 }
const write = (path: string): RestoreStep => ({ path, from: null, to: file })
const remove = (path: string): RestoreStep => ({ path, from: file, to: null })
const all = () => true

describe('createPathFilter', () => {
  it('takes files, folders with all in them, and everything', () => {
    const includes = createPathFilter(['src/', 'a.txt'])
    expect(['src', 'src/x', 'src/deep/x', 'a.txt'].every(includes)).toBe(true)
    expect(['src2', 'src2/x', 'b.txt', 'a.txt2'].some(includes)).toBe(false)
    expect(createPathFilter(null)('anything')).toBe(true)
    expect(createPathFilter(['.'])('anything')).toBe(true)
    expect(createPathFilter([])('anything')).toBe(false)
  })
})

describe('planSteps', () => {
  it('deletes nothing that the target did not look at', () => {
    const target = {
      ...none,
      ignoredFolders: ['build'],
      leftOut: ['large.log'],
      uncaptured: [{ path: 'closed', why: 'EACCES' }],
    }
    const steps = [remove('build/out'), remove('closed/x'), remove('large.log'), remove('mine')]
    expect(planSteps(steps, none, target, all)).toEqual({
      steps: [remove('mine')],
      keep: [
        { path: 'build/out', why: 'NOT_IN_CHECKPOINT' },
        { path: 'closed', why: 'NOT_IN_CHECKPOINT' },
        { path: 'closed/x', why: 'NOT_IN_CHECKPOINT' },
        { path: 'large.log', why: 'NOT_IN_CHECKPOINT' },
      ],
    })
  })

  it('writes into a folder that was ignored then, where a tracked file was', () => {
    const target = { ...none, ignoredFolders: ['build'] }
    expect(planSteps([write('build/tracked')], none, target, all).steps).toEqual([write('build/tracked')])
  })

  it('touches nothing that could not be captured now', () => {
    const now = {
      ...none,
      uncaptured: [
        { path: 'big', why: 'TOO_BIG' },
        { path: 'pipe', why: 'NOT_REGULAR' },
      ],
    }
    expect(planSteps([write('big')], now, none, all)).toEqual({
      steps: [],
      keep: [
        { path: 'big', why: 'NOT_IN_SAFETY' },
        { path: 'pipe', why: 'NOT_IN_SAFETY' },
      ],
    })
    // What neither side knows, such as a FIFO that was there all the time, is no difference.
    expect(planSteps([], now, now, all)).toEqual({ steps: [], keep: [] })
    expect(planSteps([], now, none, () => false)).toEqual({ steps: [], keep: [] })
  })

  it('leaves nested repositories of old checkpoints alone', () => {
    const nested: RestoreStep = { path: 'sub', from: { ...file, mode: 0o160000 }, to: null }
    expect(planSteps([nested], none, none, all).keep).toEqual([{ path: 'sub', why: 'NOT_IN_SAFETY' }])
    expect(planSteps([{ ...nested, from: null, to: nested.from }], none, none, all).keep).toEqual([
      { path: 'sub', why: 'NOT_IN_CHECKPOINT' },
    ])
  })
})
