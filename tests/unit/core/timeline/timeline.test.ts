import { describe, expect, it } from 'vitest'
import type { ChangeView, SessionView } from '../../../../src/core/app/session-views'
import type { Scope, ScopeEnd } from '../../../../src/core/diff/scope'
import { neighbour } from '../../../../src/core/timeline/neighbour'
import { turnScope } from '../../../../src/core/timeline/turn-scope'
import { type ChosenPoints, scopeWords } from '../../../../src/core/words/scope-words'

function change(number: number, part: Partial<ChangeView> = {}): ChangeView {
  return {
    number,
    atMs: number,
    turnId: null,
    writer: 'codex-patch',
    files: [{ path: 'a', writer: part.writer ?? 'codex-patch', added: 1, removed: 0 }],
    added: 1,
    removed: 0,
    uncounted: 0,
    headMove: null,
    restored: null,
    checkpointId: `c${number}`,
    previousCheckpointId: `c${number - 1}`,
    ...part,
  }
}

function session(
  changes: readonly ChangeView[],
  running: string | null = null,
  state: SessionView['state'] = 'live',
): Pick<SessionView, 'state' | 'turns' | 'changes'> {
  const turn = (turnId: string) => ({
    turnId,
    prompt: `prompt of ${turnId}`,
    startedAtMs: 0,
    endedAtMs: running === turnId ? null : 1,
  })
  return { state, changes, turns: ['t1', 't2'].map(turn) }
}

const changes = [
  change(1, { turnId: 't1' }),
  change(2, { writer: 'outside' }),
  change(3, { turnId: 't2', headMove: 'branch main → x' }),
  change(4, { turnId: 't2' }),
  change(5, { turnId: 't2', restored: 'Restored to 12:00' }),
  change(6, { turnId: 't2' }),
  change(7, { writer: 'outside' }),
]

describe('this turn', () => {
  it('is the newest that has written, from before its first change to after its last', () => {
    expect(turnScope(session(changes), null)).toEqual({ kind: 'turn', turnId: 't2', from: 'c3', to: 'c6' })
    expect(turnScope(session(changes), 't1')).toEqual({ kind: 'turn', turnId: 't1', from: 'c0', to: 'c1' })
  })

  it('goes on to the disk while it runs, and only then', () => {
    expect(turnScope(session(changes, 't2'), null)?.to).toBeNull()
    expect(turnScope(session(changes, 't2'), 't1')?.to).toBe('c1')
    expect(turnScope(session(changes, 't2', 'ended'), null)?.to).toBe('c6')
  })

  it('is nothing before a turn has written', () => {
    expect(turnScope(session([change(1, { writer: 'outside' })], 't1'), null)).toBeNull()
    expect(turnScope(session(changes), 't3')).toBeNull()
  })
})

describe('the next change', () => {
  const step = (scope: Scope, direction: 1 | -1) => neighbour(changes, scope, null, direction)
  const last = { kind: 'last-change' } as const
  const end = (id: string) => ({ kind: 'checkpoint', id, atMs: 0, reason: 'change' }) as const
  it('is the one beside the chosen one', () => {
    expect(step({ kind: 'change', number: 3 }, -1)).toBe(2)
    expect(step({ kind: 'change', number: 3 }, 1)).toBe(4)
    expect(step({ kind: 'change', number: 7 }, 1)).toBeNull()
    expect(step({ kind: 'change', number: 1 }, -1)).toBeNull()
  })

  it('is the newest where no change alone is shown', () => {
    expect(step({ kind: 'since-baseline' }, -1)).toBe(7)
    expect(step({ kind: 'since-baseline' }, 1)).toBeNull()
    expect(step({ kind: 'last-change' }, -1)).toBe(5)
    expect(neighbour([], { kind: 'uncommitted' }, null, -1)).toBeNull()
  })

  it('is the newest while another one is being written', () => {
    const written = { from: end('c6'), to: { kind: 'disk' } } as const
    expect(neighbour(changes.slice(0, 6), last, written, -1)).toBe(6)
    expect(neighbour(changes.slice(0, 6), last, written, 1)).toBeNull()
    // It is still shown, as in a pause, and closed by now.
    expect(neighbour(changes, last, written, -1)).toBe(6)
    expect(neighbour(changes, last, written, 1)).toBeNull()
  })

  it('is the one beside what is shown as the last', () => {
    const outside = [1, 2, 3].map((number) => change(number, { writer: 'outside' }))
    const shown = { from: end('c2'), to: end('c3') }
    expect(neighbour(outside, last, shown, -1)).toBe(2)
    expect(neighbour(outside, last, null, -1)).toBe(2)
    expect(neighbour(changes, last, { from: end('c3'), to: end('c4') }, -1)).toBe(3)
    expect(neighbour(changes, last, { from: end('c3'), to: end('c4') }, 1)).toBe(5)
  })

  it('is the one beside it also where that is of another folder', () => {
    const inFolder = [change(1), change(5)]
    const shown = { from: end('c2'), to: end('c3') }
    expect([neighbour(inFolder, last, shown, -1), neighbour(inFolder, last, shown, 1)]).toEqual([1, 5])
    const third = { kind: 'change', number: 3 } as const
    expect([neighbour(inFolder, third, null, -1), neighbour(inFolder, third, null, 1)]).toEqual([1, 5])
  })
})

describe('the header', () => {
  const at = (id: string): ScopeEnd => ({ kind: 'checkpoint', id, atMs: 0, reason: 'change' })
  const words = (scope: Scope, to: ScopeEnd, points: ChosenPoints) => scopeWords(scope, to, session(changes), points)
  const [none, three, both] = [
    { from: null, to: null },
    { from: 3, to: null },
    { from: 3, to: 6 },
  ]
  it.each<[string, Scope, ScopeEnd, string, ChosenPoints?]>([
    ['the last change', { kind: 'last-change' }, at('c6'), 'Change 6, Codex patch'],
    ['an open one', { kind: 'last-change' }, { kind: 'disk' }, 'Being written now'],
    ['a chosen one', { kind: 'change', number: 2 }, at('c2'), 'outside'],
    ['a move of HEAD', { kind: 'change', number: 3 }, at('c3'), 'branch main → x'],
    ['a turn', { kind: 'turn', turnId: 't2', from: 'c3', to: null }, { kind: 'disk' }, '“prompt of t2”'],
    ['two points', { kind: 'between', from: 'c3', to: 'c6' }, at('c6'), 'After change 3, up to change 6', both],
    ['a point and now', { kind: 'between', from: 'c3', to: null }, { kind: 'disk' }, 'After change 3', three],
    ['points that are no change', { kind: 'between', from: 'x', to: null }, { kind: 'disk' }, ''],
    ['the baseline', { kind: 'since-baseline' }, { kind: 'disk' }, ''],
  ])('says of %s what the times do not', (_name, scope, to, expected, points = none) => {
    expect(words(scope, to, points)).toBe(expected)
  })
})
