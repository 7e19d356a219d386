import { describe, expect, it } from 'vitest'
import type { Hunk } from '../../../../src/core/diff/file-diff'
import { diffLines, type LineDiff } from '../../../../src/core/diff/line-diff'
import { updateDiff } from '../../../../src/core/diff/update-diff'
import { applyHunks } from '../../../support/apply-hunks'
import { createRandom } from '../../../support/random'

const bytes = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1')

function diff(before: Buffer, after: Buffer): LineDiff {
  const found = diffLines('p', before, after)
  if (found.kind !== 'hunks') throw new Error('too much')
  return found
}

/** A file of which every `every`th line is another one. */
function rewritten(lines: readonly string[], every: number): string[] {
  return lines.map((line, at) => (at % every === 0 ? `now ${at}` : line))
}

const placeOf = ({ oldStart, oldCount, newStart, newCount, shape }: Hunk) =>
  [oldStart, oldCount, newStart, newCount, shape].join()

describe('a diff that is updated', () => {
  const old = Array.from({ length: 4000 }, (_, at) => `line ${at}`)
  const now = rewritten(old, 20)

  it('is what a new comparison finds, and leaves the other hunks as they are', () => {
    const known = { oldBytes: bytes(old), newBytes: bytes(now), diff: diff(bytes(old), bytes(now)) }
    const next = bytes(now.with(2000, 'typed').toSpliced(2001, 0, 'and a line more'))
    const updated = updateDiff('p', known, next)
    expect(updated).toEqual(diff(known.oldBytes, next))
    expect(updated?.hunks[0]).toBe(known.diff.hunks[0])
    expect(updated?.hunks.at(-1)).toMatchObject({ text: known.diff.hunks.at(-1)?.text })
  })

  it('does not make the hunks beside an edit anew', () => {
    const known = { oldBytes: bytes(old), newBytes: bytes(now), diff: diff(bytes(old), bytes(now)) }
    const next = bytes(now.with(2000, 'typed'))
    const updated = updateDiff('p', known, next)
    expect(updated).toEqual(diff(known.oldBytes, next))
    const others = (all: LineDiff | null) => all?.hunks.filter((_, at) => at !== 100)
    expect(others(updated)?.every((hunk, at) => hunk === others(known.diff)?.[at])).toBe(true)
  })

  it('says the same as before when nothing changed', () => {
    const known = { oldBytes: bytes(old), newBytes: bytes(now), diff: diff(bytes(old), bytes(now)) }
    expect(updateDiff('p', known, bytes(now))).toBe(known.diff)
  })

  it('leaves a large rewrite to a new comparison', () => {
    const known = { oldBytes: bytes(old), newBytes: bytes(now), diff: diff(bytes(old), bytes(now)) }
    expect(updateDiff('p', known, bytes(now.map((line) => `${line};`)))).toBeNull()
  })

  it('counts equal changes anew from the top', () => {
    const spread = Array.from({ length: 300 }, (_, at) => `line ${at}`)
    const twice = spread.with(100, 'same').with(200, 'same')
    const removed = spread.toSpliced(250, 1, 'line 100', 'line 200')
    const start = { oldBytes: bytes(spread), newBytes: bytes(removed), diff: diff(bytes(spread), bytes(removed)) }
    const once = updateDiff('p', start, bytes(removed.with(200, 'x')))
    expect(once).toEqual(diff(bytes(spread), bytes(removed.with(200, 'x'))))
    const known = { oldBytes: bytes(spread), newBytes: bytes(twice), diff: diff(bytes(spread), bytes(twice)) }
    for (const next of [
      twice.with(100, 'line 100'),
      twice.with(10, 'x'),
      twice.toSpliced(0, 1),
      twice.toSpliced(290, 10),
    ])
      expect(updateDiff('p', known, bytes(next))).toEqual(diff(bytes(spread), bytes(next)))
  })

  it.each([1, 2, 3])('leads to the same file after any number of edits (seed %i)', (seed) => {
    const random = createRandom(seed)
    const pick = (below: number) => Math.floor(random() * below)
    for (let round = 0; round < 40; round++) {
      const kinds = 3 + pick(200)
      const word = () => `w${pick(kinds)}`
      const before = Array.from({ length: pick(400) }, word)
      let after = [...before]
      const edit = () => {
        const at = pick(after.length + 1)
        after = after.toSpliced(at, pick(4), ...Array.from({ length: pick(4) }, word))
      }
      for (let i = pick(12); i > 0; i--) edit()
      const oldBytes = bytes(before)
      let known = { oldBytes, newBytes: bytes(after), diff: diff(oldBytes, bytes(after)) }
      for (let i = 0; i < 12; i++) {
        edit()
        // Now and then the last line loses its newline.
        const newBytes = random() < 0.2 ? bytes(after).subarray(0, -1) : bytes(after)
        const updated = updateDiff('p', known, newBytes)
        if (updated === null) throw new Error('an edit this small is never too large')
        expect(applyHunks(oldBytes.toString('latin1'), updated.hunks)).toBe(newBytes.toString('latin1'))
        expect(new Set(updated.hunks.map(({ id }) => id)).size).toBe(updated.hunks.length)
        const anew = diff(oldBytes, newBytes)
        expect(updated.added - updated.removed).toBe(anew.added - anew.removed)
        const found = new Map(anew.hunks.map((hunk) => [placeOf(hunk), hunk]))
        for (const hunk of updated.hunks) {
          const same = found.get(placeOf(hunk)) ?? hunk
          expect([hunk.id.slice(0, 16), hunk.text]).toEqual([same.id.slice(0, 16), same.text])
        }
        known = { oldBytes, newBytes, diff: updated }
      }
    }
  })
})
