import { describe, expect, it } from 'vitest'
import { fileRows } from '../../../src/renderer/src/views/diff/diff-rows'
import { groupByFile } from '../../../src/renderer/src/views/diff/group-rows'
import { findAnchor } from '../../../src/renderer/src/views/diff/scroll-anchor'
import { fileDiff } from '../support/file-diff'

const keys = (patch: readonly string[]) => fileRows(fileDiff('a', patch)).rows.map((row) => row.key.split('\0')[1])

describe('the rows of a file', () => {
  it('are named by the old side, so that a line added above renames none below', () => {
    const before = keys([' one', '-two', '+zwei', ' three'])
    const after = keys(['+zero', ' one', '-two', '+zwei', '+zwei b', ' three'])
    expect(before).toEqual(['file', 'hunk 1', '1', '2', '2+1', '3'])
    expect(after).toEqual(['file', 'hunk 1', '0+1', '1', '2', '2+1', '2+2', '3'])
  })

  it('are made once for each reading', () => {
    const file = fileDiff('a', ['+x'])
    expect(fileRows(file)).toBe(fileRows(file))
  })

  it('say in words what has no lines', () => {
    const { rows } = fileRows(fileDiff('a', [], { body: { kind: 'binary', oldBytes: 1, newBytes: 2 } }))
    expect(rows.map((row) => row.kind)).toEqual(['file', 'note'])
  })

  it('mark single CR LF endings, and say it once when all lines have them', () => {
    const mixed = fileRows(fileDiff('a', [' one', '+two\r']))
    expect(mixed.crlf).toBe(false)
    expect(mixed.rows.flatMap((row) => (row.kind === 'line' ? [row.showsCr] : []))).toEqual([false, true])
    const all = fileRows(fileDiff('a', [' one\r', '+two\r']))
    expect(all.crlf).toBe(true)
    expect(all.rows.some((row) => row.kind === 'line' && row.showsCr)).toBe(false)
    expect(all.hiddenText).toBe(false)
  })

  it('warn of hidden characters', () => {
    expect(fileRows(fileDiff('a', ['+x\u202ey'])).hiddenText).toBe(true)
  })
})

describe('what is being read', () => {
  const rows = (...files: ReturnType<typeof fileDiff>[]) => files.flatMap((file) => fileRows(file).rows)
  const before = rows(fileDiff('b', [' one', '-two', '+zwei', ' three']))
  const row = (at: number) => before[at] ?? before[0]

  it('is found again below new rows and new files', () => {
    const after = rows(fileDiff('a', ['+x']), fileDiff('b', ['+zero', ' one', '-two', '+zwei', ' three']))
    const anchor = row(5)
    if (anchor === undefined) throw new Error('no row')
    expect(after[findAnchor(after, anchor)]?.key).toBe(anchor.key)
  })

  it('is followed by what stands in its place when it is gone', () => {
    const anchor = row(4)
    if (anchor === undefined) throw new Error('no row')
    const without = rows(fileDiff('b', [' one', ' two', ' three']))
    expect(without[findAnchor(without, anchor)]?.key).toBe('b\x002')
    const otherFiles = rows(fileDiff('a', ['+x']), fileDiff('c', ['+y']))
    expect(otherFiles[findAnchor(otherFiles, anchor)]?.key).toBe('c\0file')
    expect(findAnchor([], anchor)).toBe(-1)
  })
})

it('puts the rows in sight together by file, also without the header’s own row', () => {
  const [a, b] = [fileDiff('a', [' 1', '+2']), fileDiff('b', ['+1'])]
  const rows = [a, b].flatMap((file) => fileRows(file).rows)
  const files = new Map([a, b].map((file) => [file.path, file]))
  const inSight = [2, 3, 4, 5, 6].map((index) => ({ index }))
  expect(
    groupByFile(inSight, rows, (path) => files.get(path)).map((group) => [
      group.file.path,
      group.rows.length,
      group.startsWithHeader,
    ]),
  ).toEqual([
    ['a', 2, false],
    ['b', 2, true],
  ])
})
