import { describe, expect, it } from 'vitest'
import { type FileReview, reviewUpdate } from '../../../src/core/review/file-review'
import {
  chooseScope,
  type DiffState,
  initialDiffState,
  moveScope,
  pause,
  resume,
  shownOf,
  takeMessage,
  takeReview,
} from '../../../src/renderer/src/stores/diff-state'
import type { DiffBatch } from '../../../src/shared/diff-contract'
import { fileDiff } from '../support/file-diff'

const scope = { kind: 'since-baseline' } as const
const a = fileDiff('a.ts', [' one', '-two', '+zwei'])
const b = fileDiff('b.ts', ['+new'])
const whole: DiffBatch = {
  type: 'scope',
  batch: 1,
  scope,
  from: { kind: 'commit', commit: 'c' },
  to: { kind: 'disk' },
  whitespace: 'exact',
  files: [a, b],
}

function delta(part: Partial<Extract<DiffBatch, { type: 'delta' }>>): DiffBatch {
  return { type: 'delta', batch: 2, scope, changed: [], gone: [], savedAtMs: 0, ...part }
}

function files(state: DiffState) {
  const shown = shownOf(state)
  return shown.kind === 'diff' ? shown.files : []
}

const started = takeMessage(initialDiffState(scope), whole)

describe('where hunks stand in the review', () => {
  const review = (reviewed: readonly number[]): FileReview => ({
    path: 'a.ts',
    lines: 60 - reviewed.length,
    hunks: Array.from({ length: 60 }, (_, at) => ({
      id: `h${at}`,
      review: reviewed.includes(at) ? 'reviewed' : 'unreviewed',
    })),
  })

  it('comes whole once and as what moved from then on', () => {
    const update = reviewUpdate(review([3]), review([3, 7]))
    const told = takeReview(started, scope, [review([3])])
    const next = takeReview(told, scope, update === null ? [] : [update])
    expect(update?.hunks).toHaveLength(1)
    expect(next.review.get('a.ts')).toEqual(review([3, 7]))
    expect(told.review.get('a.ts')).toEqual(review([3]))
  })

  it('is not made of a difference from what this scope was never told', () => {
    const update = reviewUpdate(review([]), review([1]))
    expect(takeReview(started, scope, update === null ? [] : [update]).review.has('a.ts')).toBe(false)
  })
})

describe('a delta', () => {
  it('replaces what changed, keeps the rest as it is, and stays sorted', () => {
    const changed = fileDiff('b.ts', ['+newer'])
    const added = fileDiff('aa.ts', ['+x'])
    const next = files(takeMessage(started, delta({ changed: [changed, added] })))
    expect(next.map((file) => file.path)).toEqual(['a.ts', 'aa.ts', 'b.ts'])
    expect(next[0]).toBe(a)
    expect(next[2]).toBe(changed)
  })

  it('takes away files that no longer differ', () => {
    expect(files(takeMessage(started, delta({ gone: ['a.ts'] })))).toEqual([b])
  })

  it('changes nothing before there is a whole', () => {
    const empty = initialDiffState(scope)
    expect(takeMessage(empty, delta({ changed: [a] }))).toBe(empty)
  })

  it('keeps the identity of a file whose content is the same', () => {
    const again = structuredClone(a)
    expect(files(takeMessage(started, delta({ changed: [again] })))[0]).toBe(a)
    expect(files(takeMessage(started, { ...whole, files: [again, structuredClone(b)] }))).toEqual([a, b])
    expect(files(takeMessage(started, { ...whole, files: [again] }))[0]).toBe(a)
  })

  it('sees a context line that changed', () => {
    const other = fileDiff('a.ts', [' ONE', '-two', '+zwei'])
    const sameId = { ...other, body: { ...other.body, hunks: [{ ...hunkOf(other), id: hunkOf(a).id }] } }
    expect(files(takeMessage(started, delta({ changed: [sameId] })))[0]).toBe(sameId)
  })
})

describe('scopes', () => {
  it('keep what was shown until they are answered', () => {
    const chosen = chooseScope(started, { kind: 'uncommitted' })
    expect(chosen).toMatchObject({ live: started.live, reading: true })
    const nothing = { type: 'nothing', batch: 2, scope: { kind: 'uncommitted' }, why: 'no-change' } as const
    expect(takeMessage(chosen, nothing)).toMatchObject({ live: { kind: 'nothing' }, reading: false })
    expect(takeMessage(chooseScope(chosen, scope), { ...whole, batch: 2 })).toMatchObject({ reading: false })
  })

  it('go on with other ends, also while paused', () => {
    const turn = { kind: 'turn', turnId: 't', from: 'c0', to: null } as const
    const running = takeMessage(initialDiffState(turn), { ...whole, scope: turn })
    const moved = moveScope(pause(running), { ...turn, to: 'c1' })
    expect(moved).toMatchObject({ scope: { to: 'c1' }, reading: true })
    expect(shownOf(moved)).toBe(running.live)
    expect(moveScope(running, turn)).toBe(running)
  })

  it('start from nothing where nothing was shown', () => {
    expect(chooseScope(initialDiffState(scope), { kind: 'uncommitted' }).live).toEqual({ kind: 'waiting' })
    expect(chooseScope(started, { kind: 'since-baseline' })).toBe(started)
    const change = initialDiffState({ kind: 'change', number: 3 })
    expect(chooseScope(change, { kind: 'change', number: 3 })).toBe(change)
    expect(chooseScope(change, { kind: 'change', number: 4 }).scope).toEqual({ kind: 'change', number: 4 })
  })

  it('drop what was said about another one', () => {
    expect(takeMessage(started, { ...whole, scope: { kind: 'uncommitted' }, files: [] })).toBe(started)
  })

  it('say why they are empty', () => {
    const why = 'no-baseline'
    expect(takeMessage(started, { type: 'nothing', batch: 3, scope, why }).live).toEqual({ kind: 'nothing', why })
    expect(takeMessage(started, { type: 'failed', batch: 3, scope, message: 'm', next: 'n' }).live).toEqual({
      kind: 'failed',
      message: 'm',
      next: 'n',
    })
  })
})

describe('a pause', () => {
  it('shows what was there, counts what moved, and then shows it', () => {
    const changed = fileDiff('b.ts', ['+newer'])
    const paused = takeMessage(pause(started), delta({ changed: [changed], gone: ['a.ts'] }))
    const twice = takeMessage(paused, delta({ changed: [fileDiff('b.ts', ['+newest'])] }))
    expect(files(twice)).toEqual([a, b])
    expect([...(twice.paused?.moved ?? [])]).toEqual(['b.ts', 'a.ts'])
    expect(files(resume(paused))).toEqual([changed])
  })

  it('takes no file for moved that is as it was, and none that was only read', () => {
    const unread = fileDiff('c.ts', [], { body: { kind: 'not-loaded' } })
    const some = pause(takeMessage(started, { ...whole, files: [a, b, unread] }))
    const read = fileDiff('c.ts', ['+read'])
    const told = takeMessage(some, delta({ changed: [structuredClone(a), read] }))
    const again = takeMessage(told, { ...whole, files: [structuredClone(a), b, read] })
    expect([...(again.paused?.moved ?? [])]).toEqual([])
    const others = takeMessage(again, { ...whole, files: [fileDiff('a.ts', ['+other']), read] })
    expect([...(others.paused?.moved ?? [])]).toEqual(['a.ts', 'b.ts'])
  })

  it('shows what is read meanwhile, and nothing else', () => {
    const unread = fileDiff('c.ts', [], { body: { kind: 'not-loaded' } })
    const some = pause(takeMessage(started, { ...whole, files: [a, b, unread] }))
    const read = fileDiff('c.ts', ['+read'])
    const told = takeMessage(some, delta({ changed: [fileDiff('b.ts', ['+newer']), read] }))
    expect(files(told)).toEqual([a, b, read])
    expect(files(takeMessage(told, delta({ changed: [fileDiff('c.ts', ['+later'])] })))).toEqual([a, b, read])
  })
})

function hunkOf(file: ReturnType<typeof fileDiff>) {
  const hunk = file.body.kind === 'text' ? file.body.hunks[0] : undefined
  if (hunk === undefined) throw new Error('no hunk')
  return hunk
}
