import { describe, expect, it } from 'vitest'
import type { Hunk } from '../../../../src/core/diff/file-diff'
import { hunkLines, hunkRuns, lineAt, lineCount, movedHunk } from '../../../../src/core/diff/hunk-lines'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { parsePatch } from '../../../../src/core/diff/parse-patch'
import { decodeText } from '../../../../src/repo/diff/platform-text'

const bytes = (text: string) => Buffer.from(text, 'utf8')

function hunkOf(before: Uint8Array, after: Uint8Array): Hunk {
  const diff = diffLines('p', before, after)
  const hunk = diff.kind === 'hunks' ? diff.hunks[0] : undefined
  if (hunk === undefined) throw new Error('nothing differs')
  return hunk
}

describe('a packed hunk', () => {
  const hunk = hunkOf(bytes('a\nb\n\nc\nd'), bytes('a\nB\nβ\n\nc\nd\n'))

  it('gives the same line by index and in the list, with its numbers on both sides', () => {
    expect(Array.from({ length: lineCount(hunk) }, (_, at) => lineAt(hunk, at))).toEqual(hunkLines(hunk))
    expect(
      hunkLines(hunk).map(({ kind, text, oldLine, newLine, noNewline }) => [kind, text, oldLine, newLine, noNewline]),
    ).toEqual([
      ['context', 'a', 1, 1, false],
      ['removed', 'b', 2, null, false],
      ['added', 'B', null, 2, false],
      ['added', 'β', null, 3, false],
      ['context', '', 3, 4, false],
      ['context', 'c', 4, 5, false],
      ['removed', 'd', 5, null, true],
      ['added', 'd', null, 6, false],
    ])
    expect(lineAt(hunk, lineCount(hunk))).toBeUndefined()
    expect(lineAt(hunk, -1)).toBeUndefined()
  })

  it('gives each line as one object, however it is asked for', () => {
    const fresh = { ...hunk }
    const third = lineAt(fresh, 2)
    expect(hunkLines(fresh)[2]).toBe(third)
    expect(lineAt(fresh, 2)).toBe(third)
    expect(hunkLines(fresh)).toBe(hunkLines(fresh))
  })

  it('knows its runs', () => {
    expect(hunkRuns(hunk).map(({ kind, first, count }) => [kind, first, count])).toEqual([
      ['context', 0, 1],
      ['removed', 1, 1],
      ['added', 2, 2],
      ['context', 4, 2],
      ['removed', 6, 1],
      ['added', 7, 1],
    ])
  })

  it('moves with its lines', () => {
    const moved = movedHunk(hunk, 10, 20)
    expect(lineAt(moved, 1)).toMatchObject({ text: 'b', oldLine: 12, newLine: null })
    expect(lineAt(moved, 3)).toMatchObject({ text: 'β', oldLine: null, newLine: 23 })
    expect(movedHunk(hunk, 0, 0)).toBe(hunk)
  })

  it('counts from 1 where one side has no line at all', () => {
    expect(hunkLines(hunkOf(bytes(''), bytes('x\ny\n'))).map((line) => line.newLine)).toEqual([1, 2])
    expect(hunkLines(hunkOf(bytes('x\ny\n'), bytes(''))).map((line) => line.oldLine)).toEqual([1, 2])
  })

  it('reads each line by itself where not all is UTF-8, whoever decodes', () => {
    const after = Buffer.concat([bytes('β\n'), Buffer.from([0xe9, 10]), bytes('é\n')])
    const ours = diffLines('p', bytes(''), after)
    expect(diffLines('p', bytes(''), after, { decode: decodeText })).toEqual(ours)
    expect(ours.kind === 'hunks' && ours.hunks[0]?.text).toBe('β\né\né')
  })

  it('has the name that a patch of the same change gives it, through both decoders', () => {
    const patch =
      'diff --git a/p b/p\n--- a/p\n+++ b/p\n@@ -1,5 +1,6 @@\n a\n-b\n+B\n+β\n \n c\n-d\n\\ No newline at end of file\n+d\n'
    for (const decode of [undefined, decodeText]) {
      const body = parsePatch(bytes(patch), decode === undefined ? {} : { decode })[0]?.body
      expect(body?.kind === 'text' ? body.hunks : null).toEqual([hunk])
    }
  })
})
