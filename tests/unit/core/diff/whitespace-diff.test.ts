import { describe, expect, it } from 'vitest'
import { hunkLines } from '../../../../src/core/diff/hunk-lines'
import { diffLines } from '../../../../src/core/diff/line-diff'
import type { Whitespace } from '../../../../src/core/diff/scope'

const before = Buffer.from('if (a) {\n  b()\n}\nc\n')
const after = Buffer.from('if (a) {\n    b()  \n}\nd')

function shown(whitespace: Whitespace, now = after): readonly string[] {
  const diff = diffLines('p', before, now, { whitespace })
  if (diff.kind !== 'hunks') throw new Error('too much')
  const sign = { context: ' ', added: '+', removed: '-' }
  return diff.hunks.flatMap((hunk) => hunkLines(hunk).map((line) => sign[line.kind] + line.text))
}

describe('a diff that leaves white space out of account', () => {
  it('finds other changes only, and shows the lines as they are', () => {
    expect(shown('exact')).toEqual([' if (a) {', '-  b()', '+    b()  ', ' }', '-c', '+d'])
    expect(shown('ignore-at-end')).toEqual([' if (a) {', '-  b()', '+    b()  ', ' }', '-c', '+d'])
    expect(shown('ignore-amount')).toEqual([' if (a) {', '     b()  ', ' }', '-c', '+d'])
    expect(shown('ignore-all')).toEqual([' if (a) {', '     b()  ', ' }', '-c', '+d'])
  })

  it('finds nothing where nothing else differs', () => {
    expect(shown('ignore-all', Buffer.from('if(a){\r\nb()\r\n}\r\nc\r\n'))).toEqual([])
    expect(shown('ignore-at-end', Buffer.from('if (a) {\r\n  b()\r\n}\r\nc'))).toEqual([])
  })

  it('gives hunks names of their own, so that nothing acts on them as if they were exact', () => {
    const idOf = (whitespace: Whitespace) => {
      const diff = diffLines('p', Buffer.from('a\n'), Buffer.from('b\n'), { whitespace })
      return diff.kind === 'hunks' ? diff.hunks[0]?.id : null
    }
    expect(new Set([idOf('exact'), idOf('ignore-at-end'), idOf('ignore-amount'), idOf('ignore-all')]).size).toBe(4)
  })
})
