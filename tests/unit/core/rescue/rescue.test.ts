import { describe, expect, it } from 'vitest'
import { isByProduct } from '../../../../src/core/rescue/by-product'
import { decideLoss, movedAway, type GoneContent } from '../../../../src/core/rescue/decide-loss'
import { canDiscard, leftBranch, parseReflog } from '../../../../src/core/rescue/reflog'

const gone = (count: number, more: Partial<GoneContent> = {}): readonly GoneContent[] =>
  Array.from({ length: count }, (_, n) => ({ path: `f${n}`, how: 'deleted', heldBy: null, wasOwn: false, ...more }))
const still = { headMoved: false, reset: false }

describe('what is a loss', () => {
  it.each([
    ['one uncommitted file deleted', gone(1), still, 100, null],
    ['two of a hundred', gone(2), still, 100, null],
    ['two of four', gone(2), still, 4, 2],
    ['three that nothing else has', gone(3), still, 1000, 3],
    ['one reverted by a reset', gone(1, { how: 'reverted' }), { ...still, reset: true }, 100, 1],
    ['one reverted without a reset', gone(1, { how: 'reverted' }), still, 100, null],
    ['one of before the session', gone(1, { wasOwn: true }), still, 100, 1],
    ['four committed files deleted', gone(4, { heldBy: 'head' }), still, 100, null],
    ['five committed files deleted', gone(5, { heldBy: 'head' }), still, 100, 5],
    ['five committed files gone as HEAD moved', gone(5, { heldBy: 'head' }), { ...still, headMoved: true }, 100, null],
    ['everything put into a stash', gone(50, { heldBy: 'stash' }), { ...still, reset: true }, 100, null],
    ['committed content reverted', gone(9, { heldBy: 'head', how: 'reverted' }), still, 10, null],
    ['nothing', [], { ...still, reset: true }, 0, null],
  ] as const)('%s', (_, what, deeds, filesBefore, expected) => {
    expect(decideLoss(what, deeds, filesBefore)?.gone.length ?? null).toBe(expected)
  })

  it('names its cause', () => {
    expect(decideLoss(gone(5), still, 9)?.cause).toBe('deleted')
    expect(decideLoss(gone(5, { how: 'reverted' }), still, 9)?.cause).toBe('reset')
    expect(decideLoss(gone(5), { ...still, reset: true }, 9)?.cause).toBe('reset')
  })
})

describe('what was moved', () => {
  it('pairs each file that went with one that came', () => {
    const moved = movedAway(
      ['src/a.js', 'src/b.js', 'src/c.js', 'x/same.ts', 'y/same.ts'],
      ['src/a.ts', 'lib/b.js', 'z/same.ts'],
    )
    expect([...moved]).toEqual(['src/a.js', 'src/b.js', 'x/same.ts'])
  })
})

describe('by-products', () => {
  it.each(['node_modules/x/a.js', 'a.o', 'src/__pycache__/b.cpython.pyc', 'x.log', 'a.swp', 'notes~', 'dist/x.js'])(
    '%s is one',
    (path) => expect(isByProduct(path)).toBe(true),
  )
  it.each(['.env', 'notes.md', 'src/a.ts', 'build', 'log/readme.txt', 'key.pem', 'data.sqlite'])('%s is none', (path) =>
    expect(isByProduct(path)).toBe(false),
  )
})

describe('the reflog', () => {
  const [a, b] = ['a'.repeat(40), 'b'.repeat(64)]
  it('is read line by line, a cut first line left out', () => {
    const text = `0 cut\n${a} ${a} Ada <a@x> 1 +0000\treset: moving to HEAD\n${b} ${b} A <> 1 +0000\tcommit: x\n${a} ${a} A <> 1 +0000\n`
    expect(parseReflog(text)).toEqual([
      { from: a, to: a, message: 'reset: moving to HEAD' },
      { from: b, to: b, message: 'commit: x' },
      { from: a, to: a, message: '' },
    ])
  })
  it('tells what can throw work away', () => {
    const can = (message: string) => canDiscard({ from: a, to: a, message })
    expect(['reset: moving to HEAD', 'checkout: moving from a to b'].every(can)).toBe(true)
    expect(['commit: reset', 'pull: Fast-forward', 'rebase (finish): x', ''].some(can)).toBe(false)
  })
  it('tells which branch was left', () => {
    const left = (message: string, from = a) => leftBranch({ from, to: b, message })
    expect(left('checkout: moving from feature/a to main')).toEqual({ name: 'feature/a', commit: a })
    expect(left(`checkout: moving from ${b} to main`)).toBeNull()
    expect(left('checkout: moving from main to topic', '0'.repeat(40))).toBeNull()
    expect(left('commit: moving from a to b')).toBeNull()
  })
})
