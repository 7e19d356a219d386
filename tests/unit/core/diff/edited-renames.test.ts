import { describe, expect, it } from 'vitest'
import { type FileOfScope, findEditedRenames } from '../../../../src/core/diff/edited-renames'

function whole(path: string, change: 'added' | 'deleted', lines: readonly string[]): FileOfScope {
  const sign = change === 'added' ? '+' : '-'
  const [oldCount, newCount] = change === 'added' ? [0, lines.length] : [lines.length, 0]
  const hunk = {
    id: path,
    oldStart: Math.min(1, oldCount),
    oldCount,
    newStart: Math.min(1, newCount),
    newCount,
    shape: `${sign}${lines.length}`,
    text: lines.join('\n'),
  }
  return { path, change, hunks: lines.length === 0 ? [] : [hunk] }
}

const gone = (path: string, lines: readonly string[]) => whole(path, 'deleted', lines)
const come = (path: string, lines: readonly string[]) => whole(path, 'added', lines)
const text = (count: number, word = 'line') => Array.from({ length: count }, (_, at) => `${word} ${at + 100}`)

describe('renames with edits', () => {
  it('are a file that went and one that came with most of its text', () => {
    const edited = ['another', ...text(9).slice(1), 'one more']
    expect(findEditedRenames([gone('old.ts', text(9)), come('new.ts', edited)])).toEqual([
      { from: 'old.ts', to: 'new.ts', percent: 80 },
    ])
  })

  it('need half of the larger text, as git wants it', () => {
    const half = [...text(5), ...text(5, 'else')]
    expect(findEditedRenames([gone('a', text(10)), come('b', half)])).toEqual([{ from: 'a', to: 'b', percent: 50 }])
    const less = [...text(4), ...text(6, 'else')]
    expect(findEditedRenames([gone('a', text(10)), come('b', less)])).toEqual([])
    expect(findEditedRenames([gone('a', text(4)), come('b', text(10))])).toEqual([])
  })

  it('pair each file once, the most alike first, then those that kept their name', () => {
    const files = [
      gone('a/x.ts', text(10)),
      gone('b/y.ts', text(10)),
      come('c/z.ts', [...text(8), 'p', 'q']),
      come('c/y.ts', [...text(9), 'r']),
    ]
    expect(findEditedRenames(files).map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'b/y.ts → c/y.ts',
      'a/x.ts → c/z.ts',
    ])
  })

  it('are not looked for in files that are there on both sides, and not in empty ones', () => {
    const modified: FileOfScope = { ...come('m', text(5)), change: 'modified' }
    expect(findEditedRenames([gone('a', text(5)), modified])).toEqual([])
    expect(findEditedRenames([gone('a', []), come('b', [])])).toEqual([])
  })

  it('are looked for by name alone where there are very many files', () => {
    const files = Array.from({ length: 200 }, (_, at) => [
      gone(`old/f${at}`, text(5, `w${at}`)),
      come(`new/f${at}`, [...text(4, `w${at}`), 'else']),
    ]).flat()
    const found = findEditedRenames([...files, come('new/other', text(5, 'w3'))])
    expect(found).toHaveLength(200)
    expect(found.every(({ from, to }) => from.slice(4) === to.slice(4))).toBe(true)
  })
})
