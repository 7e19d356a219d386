import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import type { Hunk } from '../../../../src/core/diff/file-diff'
import { hunkLines } from '../../../../src/core/diff/hunk-lines'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { choosesChange, partOfHunk } from '../../../../src/core/diff/partial-hunk'
import { revertHunk } from '../../../../src/core/diff/revert-hunk'
import { createRandom } from '../../../support/random'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const text = (all: Uint8Array) => Buffer.from(all).toString('latin1')

function hunksOf(before: string, after: string): readonly Hunk[] {
  const diff = diffLines('a', bytes(before), bytes(after))
  if (diff.kind !== 'hunks') throw new Error('too much for the test')
  return diff.hunks
}

/** Takes the chosen lines of the first hunk back. */
function takeBack(before: string, after: string, chosen: readonly number[]): string {
  const [hunk] = hunksOf(before, after)
  if (hunk === undefined) throw new Error('nothing differs')
  const part = partOfHunk(hunk, bytes(before), bytes(after), new Set(chosen))
  const reverted = revertHunk(bytes(after), part)
  return reverted.ok ? text(reverted.value) : reverted.error
}

describe('taking some lines of a hunk back', () => {
  // Lines of the hunk: 0 " a", 1 "-b", 2 "-c", 3 "+B", 4 "+C", 5 " d"
  const before = 'a\nb\nc\nd\n'
  const after = 'a\nB\nC\nd\n'

  it.each([
    ['an added line goes', [3], 'a\nC\nd\n'],
    ['a removed line comes back where it stood', [1], 'a\nb\nB\nC\nd\n'],
    ['one of each', [2, 4], 'a\nc\nB\nd\n'],
    ['all of them', [1, 2, 3, 4], before],
    ['context only is nothing', [0, 5], after],
  ])('%s', (_, chosen, expected) => {
    expect(takeBack(before, after, chosen)).toBe(expected)
  })

  it('gives a last line without an ending one when something comes to stand below it', () => {
    // Lines: 0 "-x" (no newline), 1 "+x", 2 "+y"
    expect(takeBack('x', 'x\ny\n', [2])).toBe('x\n')
    expect(takeBack('x', 'x\ny\n', [0, 1])).toBe('x\ny\n')
    expect(takeBack('x', 'x\ny\n', [0])).toBe('x\nx\ny\n')
    expect(takeBack('w\r\nx', 'w\r\nx\r\ny\r\n', [1])).toBe('w\r\nx\r\nx\r\ny\r\n')
    expect(takeBack('x\n', 'x\ny', [1])).toBe('x\n')
    expect(takeBack('x\ny\n', 'x\ny', [1])).toBe('x\ny\ny')
    expect(takeBack('x\ny\n', 'x\ny', [2])).toBe('x\n')
  })

  it('knows whether anything was chosen at all', () => {
    const [hunk] = hunksOf(before, after)
    if (hunk === undefined) throw new Error('nothing differs')
    expect([choosesChange(hunk, new Set([0, 5])), choosesChange(hunk, new Set([0, 4]))]).toEqual([false, true])
  })

  it('taking the chosen lines back, and then the others, is taking all back; and other bytes stay as they are', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = createRandom(seed)
      const old = randomText(random)
      const now = changed(old, random)
      for (const hunk of hunksOf(old, now)) {
        const lines = hunkLines(hunk)
        const chosen = new Set(lines.flatMap((_, at) => (random() < 0.5 ? [at] : [])))
        const part = revertHunk(bytes(now), partOfHunk(hunk, bytes(old), bytes(now), chosen))
        if (!part.ok) throw new Error(`seed ${seed}: ${part.error}`)
        expect(text(part.value), `seed ${seed}`).toBe(expectedAfter(now, hunk, chosen))
        const whole = revertHunk(bytes(now), partOfHunk(hunk, bytes(old), bytes(now), null))
        const all = new Set(lines.keys())
        expect(revertHunk(bytes(now), partOfHunk(hunk, bytes(old), bytes(now), all))).toEqual(whole)
      }
    }
  })
})

/** What the hunk's own lines say is left, byte for byte. */
function expectedAfter(now: string, hunk: Hunk, chosen: ReadonlySet<number>): string {
  const all = now.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const start = hunk.newCount === 0 ? hunk.newStart : hunk.newStart - 1
  const kept = hunkLines(hunk).flatMap((line, at) => {
    const stays = line.kind === 'context' || (line.kind === 'added') !== chosen.has(at)
    return stays ? [line.text + (line.noNewline ? '' : '\n')] : []
  })
  const left = [...all.slice(0, start), ...kept, ...all.slice(start + hunk.newCount)]
  // The ending that is missing in the middle is that of the hunk's line above.
  return left
    .map((line, at) => {
      if (line.endsWith('\n') || at === left.length - 1) return line
      return line + (at > start && (left[at - 1] ?? '').endsWith('\r\n') ? '\r\n' : '\n')
    })
    .join('')
}

function randomText(random: () => number): string {
  const lines = Array.from({ length: Math.floor(random() * 30) }, () => {
    const end = random() < 0.2 ? '\r\n' : '\n'
    return `${'abc'[Math.floor(random() * 3)]}${Math.floor(random() * 4)}${end}`
  })
  return lines.join('') + (random() < 0.3 ? 'end' : '')
}

function changed(old: string, random: () => number): string {
  const lines = (old.match(/[^\n]*\n|[^\n]+$/g) ?? []).flatMap((line) => {
    const dice = random()
    if (dice < 0.1) return []
    if (dice < 0.2) return [`new ${Math.floor(random() * 5)}\n`, line]
    return dice < 0.3 ? [`other\n`] : [line]
  })
  return lines.join('') + (random() < 0.2 ? 'tail' : '')
}
