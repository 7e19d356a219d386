import { describe, expect, it } from 'vitest'
import { headMove } from '../../../../src/core/session/head-move'
import { headMoveWords } from '../../../../src/core/words/head-move-words'

const [a, b, c] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)]
const unborn = '0'.repeat(40)
const on = (commit: string | null, branch: string | null = 'main') => ({ commit, branch })

describe('what moved HEAD', () => {
  it.each([
    ['commit: by hand', 'commit'],
    ['commit (initial): first', 'commit'],
    ['commit (amend): better', 'amend'],
    ['commit (merge): Merge branch x', 'merge'],
    ['checkout: moving from main to x', 'switch'],
    ['reset: moving to HEAD~1', 'reset'],
    ['pull: Fast-forward', 'pull'],
    ['pull -q --rebase origin main: Fast-forward', 'pull'],
    ['merge x: Fast-forward', 'merge'],
    ['rebase (finish): returning to refs/heads/main', 'rebase'],
    ['cherry-pick: something', 'other'],
    ['commitment issues: none', 'other'],
  ])('is told by its log: %s', (message, kind) => {
    expect(headMove(on(a), on(b), [{ from: a, to: b, message }])).toEqual({
      from: a,
      to: b,
      branch: 'main',
      fromBranch: 'main',
      kind,
    })
  })

  it('is the whole way there, not only its last step', () => {
    const log = [
      { from: b, to: a, message: 'reset: moving to a' },
      { from: a, to: c, message: 'pull --rebase (start): checkout c' },
      { from: c, to: b, message: 'rebase (pick): mine' },
    ]
    expect(headMove(on(a), on(b), log).kind).toBe('pull')
  })

  it('is the last step where the log does not reach back', () => {
    expect(headMove(on(a), on(b), [{ from: c, to: b, message: 'reset: moving to b' }]).kind).toBe('reset')
  })

  it('knows the first commit of a branch', () => {
    expect(headMove(on(null), on(a), [{ from: unborn, to: a, message: 'commit (initial): x' }]).kind).toBe('commit')
  })

  it('is a switch when only the branch tells, and unknown when nothing does', () => {
    expect(headMove(on(a), on(a, 'x'), []).kind).toBe('switch')
    expect(headMove(on(a), on(b), []).kind).toBe('other')
  })
})

describe('the words for it', () => {
  const move = (kind: ReturnType<typeof headMove>['kind'], branch: string | null = 'x') =>
    ({ from: a, to: b, branch, fromBranch: 'main', kind }) as const
  it.each([
    [headMoveWords(move('commit'), 0, 'you'), 'you committed bbbbbbb'],
    [headMoveWords(move('commit'), 0, 'Codex'), 'Codex committed bbbbbbb'],
    [headMoveWords(move('amend'), 0, 'you'), 'you amended the commit, now bbbbbbb'],
    [headMoveWords(move('switch'), 320, 'you'), 'branch main → x, 320 files'],
    [headMoveWords(move('switch', null), 1, 'you'), 'you checked out bbbbbbb, 1 file'],
    [headMoveWords(move('reset'), 3, 'you'), 'you reset x to bbbbbbb, 3 files'],
    [headMoveWords(move('pull'), 12, 'you'), 'you pulled bbbbbbb, 12 files'],
    [headMoveWords(move('other', null), 0, 'you'), 'HEAD moved to bbbbbbb detached'],
    [headMoveWords(move('switch', 'a\u202eb'), 0, 'you'), 'branch main → a‹U+202E›b'],
  ])('are %s', (words, expected) => {
    expect(words).toBe(expected)
  })
})
