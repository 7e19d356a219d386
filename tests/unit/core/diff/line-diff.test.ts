import { describe, expect, it } from 'vitest'
import { hunkLines } from '../../../../src/core/diff/hunk-lines'
import { diffLines, replaceLines } from '../../../../src/core/diff/line-diff'
import type { Hunk } from '../../../../src/core/diff/file-diff'
import { applyHunks, splitKeepingNewlines } from '../../../support/apply-hunks'
import { createRandom } from '../../../support/random'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

function diff(before: string, after: string, path = 'a.txt') {
  const result = diffLines(path, bytes(before), bytes(after))
  if (result.kind !== 'hunks') throw new Error('the budget was exceeded')
  return result
}

function shape(hunks: readonly Hunk[]): string[] {
  const sign = { context: ' ', added: '+', removed: '-' }
  return hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldCount} +${hunk.newStart},${hunk.newCount} @@`,
    ...hunkLines(hunk).map((line) => sign[line.kind] + line.text + (line.noNewline ? '\\' : '')),
  ])
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`)

describe('diffLines', () => {
  it('shows a changed line with three lines around it', () => {
    const before = numbered(20)
    const after = before.with(9, 'ten\n')
    expect(shape(diff(before.join(''), after.join('')).hunks)).toEqual([
      '@@ -7,7 +7,7 @@',
      ' line 7',
      ' line 8',
      ' line 9',
      '-line 10',
      '+ten',
      ' line 11',
      ' line 12',
      ' line 13',
    ])
  })

  it('joins changes that share their context and parts those that do not', () => {
    const before = numbered(40)
    const joined = before.with(9, 'x\n').with(16, 'y\n')
    const parted = before.with(9, 'x\n').with(17, 'y\n')
    expect(diff(before.join(''), joined.join('')).hunks).toHaveLength(1)
    expect(diff(before.join(''), parted.join('')).hunks).toHaveLength(2)
  })

  it.each([
    ['equal files', 'a\n', 'a\n', []],
    ['two empty files', '', '', []],
    ['a new file', '', 'a\nb\n', ['@@ -0,0 +1,2 @@', '+a', '+b']],
    ['an emptied file', 'a\nb', '', ['@@ -1,2 +0,0 @@', '-a', '-b\\']],
    ['a newline added at the end', 'a\nb', 'a\nb\n', ['@@ -1,2 +1,2 @@', ' a', '-b\\', '+b']],
    ['no newline on either side', 'a\nb', 'a\nc', ['@@ -1,2 +1,2 @@', ' a', '-b\\', '+c\\']],
    ['a last line that stays without newline', 'a\nb', 'b', ['@@ -1,2 +1,1 @@', '-a', ' b\\']],
    ['other line endings', 'a\n', 'a\r\n', ['@@ -1,1 +1,1 @@', '-a', '+a\r']],
    ['a blank last line', 'a\n', 'a\n\n', ['@@ -1,1 +1,2 @@', ' a', '+']],
  ])('%s', (_, before, after, expected) => {
    expect(shape(diff(before, after).hunks)).toEqual(expected)
  })

  it('puts a new function where it begins, not behind the bracket of the one before', () => {
    const before = 'function a() {\n  x\n}\n\nfunction c() {\n  z\n}\n'
    const after = 'function a() {\n  x\n}\n\nfunction b() {\n  x\n}\n\nfunction c() {\n  z\n}\n'
    expect(shape(diff(before, after).hunks).filter((line) => line.startsWith('+'))).toEqual([
      '+function b() {',
      '+  x',
      '+}',
      '+',
    ])
  })

  it('reads UTF-8 as text and other bytes as Latin-1, and tells every two bytes apart', () => {
    const before = Uint8Array.from([0xe9, 10, 0xc3, 0xa9, 10])
    const after = Uint8Array.from([0xe8, 10, 0xc3, 0xa9, 10])
    const result = diffLines('a', before, after)
    expect(result.kind === 'hunks' && shape(result.hunks)).toEqual(['@@ -1,2 +1,2 @@', '-é', '+è', ' é'])
  })

  it('keeps the name of a hunk while other parts of the file move', () => {
    const before = numbered(60)
    const one = diff(before.join(''), before.with(40, 'new\n').join('')).hunks[0]
    const two = diff(before.join(''), ['first\n', ...before.with(40, 'new\n')].join('')).hunks[1]
    expect(two?.id).toBe(one?.id)
    expect(two?.newStart).not.toBe(one?.newStart)
  })

  it('gives hunks with the same change different names', () => {
    const before = Array.from({ length: 60 }, (_, i) => (i % 20 === 10 ? 'same\n' : `line ${i}\n`))
    const after = before.map((line) => (line === 'same\n' ? 'other\n' : line))
    const ids = diff(before.join(''), after.join('')).hunks.map((hunk) => hunk.id)
    expect(new Set(ids).size).toBe(3)
  })

  it('names hunks by path', () => {
    expect(diff('a\n', 'b\n', 'x').hunks[0]?.id).not.toBe(diff('a\n', 'b\n', 'y').hunks[0]?.id)
  })

  it('gives up on a rewrite that is too wide or too deep', () => {
    const random = createRandom(1)
    const wide = Array.from({ length: 6000 }, () => `${Math.floor(random() * 50)}\n`)
    expect(diffLines('a', bytes(wide.join('')), bytes(wide.toReversed().join(''))).kind).toBe('budget-exceeded')
    const deep = wide.slice(0, 4000)
    expect(diffLines('a', bytes(deep.join('')), bytes(deep.toReversed().join(''))).kind).toBe('budget-exceeded')
  })

  it('takes any number of lines that are only added', () => {
    const many = numbered(30_000).join('')
    expect(diff('', many).added).toBe(30_000)
    expect(diff('first\nlast\n', `first\n${many}last\n`).added).toBe(30_000)
  })
})

/** Texts made of few different lines, so that runs repeat and slide; some end without a newline. */
function randomText(random: () => number, lines: number): string[] {
  const words = ['a', 'b', '', '  c', '}', 'déjà', 'x\r', '\t{']
  const out = Array.from(
    { length: Math.floor(random() * lines) },
    () => `${words[Math.floor(random() * words.length)]}\n`,
  )
  const last = out.pop()
  return last === undefined ? [] : [...out, random() < 0.3 ? last.slice(0, -1) || 'z' : last]
}

function randomEdit(random: () => number, lines: readonly string[]): string[] {
  const out = [...lines]
  const edits = Math.floor(random() * 6)
  for (let i = 0; i < edits; i++) {
    const at = Math.floor(random() * (out.length + 1))
    out.splice(at, Math.floor(random() * 4), ...randomText(random, 5).map((line) => line.replace(/\n?$/, '\n')))
  }
  return out
}

describe('any two texts', () => {
  it('are connected by the hunks between them', () => {
    const random = createRandom(20_260_102)
    for (let round = 0; round < 3000; round++) {
      const before = randomText(random, round % 10 === 0 ? 400 : 30)
      const after = random() < 0.2 ? randomText(random, 30) : randomEdit(random, before)
      const [old, next] = [before.join(''), after.join('')]
      const result = diff(utf8AsLatin1(old), utf8AsLatin1(next))
      expect(applyHunks(old, result.hunks)).toBe(next)
      expect(applyHunks(old, replaceLines('a', bytes(utf8AsLatin1(old)), bytes(utf8AsLatin1(next))).hunks)).toBe(next)
      expect(result.added - result.removed).toBe(splitKeepingNewlines(next).length - splitKeepingNewlines(old).length)
    }
  })

  it('give as few changed lines as a plain table of longest common subsequences', () => {
    const random = createRandom(7)
    for (let round = 0; round < 500; round++) {
      const before = randomText(random, 25)
      const after = splitKeepingNewlines(randomEdit(random, before).join(''))
      const result = diff(before.join(''), after.join(''))
      expect(result.added + result.removed).toBe(before.length + after.length - 2 * longestCommon(before, after))
    }
  })
})

function utf8AsLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0)
  for (const line of a) {
    const next = [0]
    for (let j = 0; j < b.length; j++)
      next.push(line === b[j] ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    row = next
  }
  return row.at(-1) ?? 0
}
