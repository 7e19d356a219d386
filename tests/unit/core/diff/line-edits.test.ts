import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { applyEdits, editsOf, mergeEdits } from '../../../../src/core/diff/line-edits'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { createRandom } from '../../../support/random'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const text = (all: Uint8Array) => Buffer.from(all).toString('latin1')

function edits(before: string, after: string, only: (at: number) => boolean = () => true) {
  const diff = diffLines('a', bytes(before), bytes(after))
  if (diff.kind !== 'hunks') throw new Error('too much for the test')
  return editsOf(
    diff.hunks.filter((_, at) => only(at)),
    bytes(after),
  )
}

const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}\n`)
const old = lines(40).join('')

describe('line edits', () => {
  it('lead from one version to the other', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = createRandom(seed)
      const before = Array.from({ length: Math.floor(random() * 40) }, () => `${Math.floor(random() * 9)}\n`)
      const after = before.flatMap((line) => (random() < 0.15 ? [] : random() < 0.3 ? ['new\n', line] : [line]))
      const a = before.join('') + (random() < 0.3 ? 'x' : '')
      const b = after.join('') + (random() < 0.3 ? 'y' : '')
      expect(text(applyEdits(bytes(a), edits(a, b))), `seed ${seed}`).toBe(b)
    }
  })

  it('can be made one hunk at a time', () => {
    const now = old.replace('line 3\n', 'three\n').replace('line 20\n', '').replace('line 38\n', 'a\nb\n')
    expect(
      text(
        applyEdits(
          bytes(old),
          edits(old, now, (at) => at !== 1),
        ),
      ),
    ).toBe(old.replace('line 3\n', 'three\n').replace('line 38\n', 'a\nb\n'))
  })

  it('keep the ones of another version where they do not touch', () => {
    const mine = edits(old, old.replace('line 20\n', 'mine\n'))
    const staged = old.replace('line 2\n', 'staged 2\n').replace('line 20\n', 'staged 20\n').replace('line 35\n', '')
    expect(text(applyEdits(bytes(old), mergeEdits(mine, edits(old, staged))))).toBe(
      old.replace('line 2\n', 'staged 2\n').replace('line 20\n', 'mine\n').replace('line 35\n', ''),
    )
  })

  it('begin and end with nothing', () => {
    expect(text(applyEdits(bytes(''), edits('', 'a\nb')))).toBe('a\nb')
    expect(text(applyEdits(bytes('a\nb'), edits('a\nb', '')))).toBe('')
    expect(text(applyEdits(bytes('a\n'), []))).toBe('a\n')
  })
})
