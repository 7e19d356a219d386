import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { partOfHunk } from '../../../../src/core/diff/partial-hunk'
import { revertHunk } from '../../../../src/core/diff/revert-hunk'
import { createRandom } from '../../../support/random'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const text = (all: Uint8Array) => Buffer.from(all).toString('latin1')

function hunksBetween(before: Uint8Array, after: Uint8Array) {
  const diff = diffLines('a', before, after, { budget: { lines: 100_000, distance: 100_000 } })
  if (diff.kind !== 'hunks') throw new Error('too much for the test')
  return diff.hunks.map((hunk) => partOfHunk(hunk, before, after, null))
}

describe('revertHunk', () => {
  it('takes every hunk of any change of any bytes back', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = createRandom(seed)
      const before = randomBytes(random)
      const after = changed(before, random)
      let now = after
      // From the last one on, each still stands at its line.
      for (const hunk of hunksBetween(before, after).toReversed()) {
        const reverted = revertHunk(now, hunk)
        if (!reverted.ok) throw new Error(`seed ${seed}: ${reverted.error}`)
        now = reverted.value
      }
      expect(text(now), `seed ${seed}`).toBe(text(before))
    }
  })

  it('applies what it took back: the hunk the other way round', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = createRandom(seed)
      const before = randomBytes(random)
      const after = changed(before, random)
      // An old side without a byte is found only where the file is empty.
      for (const hunk of hunksBetween(before, after).filter(({ oldBytes }) => oldBytes.length > 0)) {
        const reverted = revertHunk(after, hunk)
        if (!reverted.ok) throw new Error(`seed ${seed}: ${reverted.error}`)
        const start = { newBytes: hunk.oldBytes, oldBytes: hunk.newBytes, newStart: hunk.newStart }
        const again = revertHunk(reverted.value, start)
        expect(again.ok && text(again.value), `seed ${seed}`).toBe(text(after))
      }
    }
  })

  it('finds lines that moved since, and refuses what is gone or there twice', () => {
    const hunk = { oldBytes: bytes('a\nold\nc\n'), newBytes: bytes('a\nnew\nc\n'), newStart: 1 }
    expect(revertHunk(bytes('more\na\nnew\nc\nend'), hunk)).toEqual({ ok: true, value: bytes('more\na\nold\nc\nend') })
    expect(revertHunk(bytes('a\nnewer\nc\n'), hunk)).toEqual({ ok: false, error: 'not-there' })
    // Only whole lines count.
    expect(revertHunk(bytes('xa\nnew\nc\n'), hunk)).toEqual({ ok: false, error: 'not-there' })
    expect(revertHunk(bytes('x\na\nnew\nc\na\nnew\nc\n'), hunk)).toEqual({ ok: false, error: 'ambiguous' })
    // At its own line there is no doubt.
    expect(revertHunk(bytes('a\nnew\nc\na\nnew\nc\n'), hunk)).toEqual({
      ok: true,
      value: bytes('a\nold\nc\na\nnew\nc\n'),
    })
  })

  it('never joins lines at the end of a file', () => {
    const hunk = { oldBytes: bytes('a\nold'), newBytes: bytes('a\nnew\n'), newStart: 1 }
    expect(revertHunk(bytes('a\nnew\nb\n'), hunk)).toEqual({ ok: false, error: 'not-there' })
    expect(revertHunk(bytes('a\nnew\n'), hunk)).toEqual({ ok: true, value: bytes('a\nold') })
    const other = { oldBytes: bytes('a\n'), newBytes: bytes('a'), newStart: 1 }
    expect(revertHunk(bytes('ab\n'), other)).toEqual({ ok: false, error: 'not-there' })
    const emptied = { oldBytes: bytes('all\n'), newBytes: bytes(''), newStart: 0 }
    expect(revertHunk(bytes(''), emptied)).toEqual({ ok: true, value: bytes('all\n') })
    expect(revertHunk(bytes('b\n'), emptied)).toEqual({ ok: false, error: 'not-there' })
  })
})

/** Few different lines, so that they repeat; every byte value, NUL and lone carriage returns too. */
function randomLine(random: () => number): number[] {
  if (random() < 0.5) return [97 + Math.floor(random() * 3), 10]
  const line = Array.from({ length: Math.floor(random() * 6) }, () => Math.floor(random() * 256))
  return [...line.filter((byte) => byte !== 10), ...(random() < 0.2 ? [13] : []), 10]
}

function randomBytes(random: () => number): Uint8Array {
  const lines = Array.from({ length: Math.floor(random() * 60) }, () => randomLine(random))
  return withoutLastNewline(lines.flat(), random)
}

function changed(before: Uint8Array, random: () => number): Uint8Array {
  const lines = Buffer.from(before)
    .toString('latin1')
    .split(/(?<=\n)/)
  const out = lines.flatMap((line) => {
    const now = [...Buffer.from(line, 'latin1')]
    if (random() < 0.85) return now
    const what = random()
    return what < 0.4 ? [] : what < 0.7 ? randomLine(random) : [...randomLine(random), ...now]
  })
  return withoutLastNewline(out, random)
}

function withoutLastNewline(all: readonly number[], random: () => number): Uint8Array {
  return Uint8Array.from(random() < 0.3 && all.at(-1) === 10 ? all.slice(0, -1) : all)
}
