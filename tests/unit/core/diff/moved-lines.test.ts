import { expect, it } from 'vitest'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { findMoved, type HunksOfFile } from '../../../../src/core/diff/moved-lines'
import { hunkLines } from '../../../../src/core/diff/hunk-lines'

const encoder = new TextEncoder()

function fileOf(path: string, old: readonly string[], now: readonly string[]): HunksOfFile {
  const bytes = (lines: readonly string[]) => encoder.encode(lines.map((line) => `${line}\n`).join(''))
  const diff = diffLines(path, bytes(old), bytes(now))
  if (diff.kind !== 'hunks') throw new Error('too large')
  return { path, hunks: diff.hunks }
}

/** "-a.ts:1 → b.ts:3" for each removed line that moved, "+b.ts:3 ← a.ts:1" for each added one. */
function told(files: readonly HunksOfFile[]): readonly string[] {
  const moved = findMoved(files)
  return files.flatMap(({ path, hunks }) =>
    hunks.flatMap(hunkLines).flatMap(({ oldLine, newLine }) => {
      const to = newLine === null && oldLine !== null ? moved.to(path, oldLine) : undefined
      const from = oldLine === null && newLine !== null ? moved.from(path, newLine) : undefined
      if (to !== undefined) return [`-${path}:${oldLine} → ${to.path}:${to.line}`]
      return from === undefined ? [] : [`+${path}:${newLine} ← ${from.path}:${from.line}`]
    }),
  )
}

const filler = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word} ${at}`)
const block = ['function total(items) {', '  return items.reduce(add, 0)', '}']

it('finds a function that moved to another file, with other indentation', () => {
  const files = [
    fileOf('a.ts', [...filler('a', 5), ...block], filler('a', 5)),
    fileOf('b.ts', filler('b', 5), [
      ...filler('b', 2),
      ...block.map((line) => `  ${line}`),
      ...filler('b', 5).slice(2),
    ]),
  ]
  expect(told(files)).toEqual([
    '-a.ts:6 → b.ts:3',
    '-a.ts:7 → b.ts:4',
    '-a.ts:8 → b.ts:5',
    '+b.ts:3 ← a.ts:6',
    '+b.ts:4 ← a.ts:7',
    '+b.ts:5 ← a.ts:8',
  ])
})

it('finds a block that moved within its file', () => {
  const rest = filler('x', 30)
  const files = [fileOf('a.ts', [...block, ...rest], [...rest, ...block])]
  expect(told(files)).toHaveLength(6)
})

it('says nothing of a short piece that could be anything', () => {
  const old = [...filler('x', 10), '}', '', 'else']
  const now = ['}', '', 'else', ...filler('x', 10)]
  expect(told([fileOf('a.ts', old, now)])).toEqual([])
})

it('one line with enough letters is a move, three short ones are too', () => {
  const rest = filler('x', 20)
  const one = ['const limitOfTheWeek = 1']
  const three = ['a', 'b', 'c']
  expect(told([fileOf('a.ts', [...one, ...rest], [...rest, ...one])])).toHaveLength(2)
  expect(told([fileOf('a.ts', [...three, ...rest], [...rest, ...three])])).toHaveLength(6)
})

it('a block that is only indented where it stands has not moved', () => {
  const files = [fileOf('a.ts', ['start', ...block, 'end'], ['start', ...block.map((line) => `  ${line}`), 'end'])]
  expect(told(files)).toEqual([])
})

it('a copy has not moved, and one removed block moves to one place', () => {
  const rest = filler('x', 20)
  expect(told([fileOf('a.ts', [...block, ...rest], [...block, ...rest, ...block])])).toEqual([])
  const twice = told([fileOf('a.ts', [...block, ...rest], [...rest, ...block, 'between', ...block])])
  expect(twice.filter((line) => line.startsWith('+'))).toHaveLength(3)
})

it('a changed line within a moved block is not moved', () => {
  const rest = filler('x', 20)
  const long = [...filler('moved line number', 6)]
  const changed = long.with(3, 'something else here')
  const lines = told([fileOf('a.ts', [...long, ...rest], [...rest, ...changed])])
  expect(lines.filter((line) => line.startsWith('+'))).toEqual(
    [0, 1, 2, 4, 5].map((at) => `+a.ts:${21 + at} ← a.ts:${1 + at}`),
  )
})

it('comes to an end where everything looks the same, and gives up above its bound', () => {
  const same = Array.from({ length: 20_000 }, (_, at) => (at % 40 === 0 ? `line ${at / 40}` : 'the same line again'))
  const blanks = Array.from({ length: 10_000 }, () => '')
  const hunk = (kind: 'added' | 'removed', texts: readonly string[]) =>
    fileOf(kind, kind === 'removed' ? texts : [], kind === 'added' ? texts : [])
  told([hunk('removed', [...same, ...blanks]), hunk('added', [...same, ...blanks])])
  const many = Array.from({ length: 40_000 }, (_, at) => `a line that is number ${at}`)
  expect(findMoved([hunk('removed', many), hunk('added', many)]).to('removed', 1)).toBeUndefined()
})
