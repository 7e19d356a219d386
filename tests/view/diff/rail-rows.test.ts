import { expect, it } from 'vitest'
import { arrangeFiles } from '../../../src/core/diff/arrange-files'
import { railRows } from '../../../src/renderer/src/views/diff/rail/rail-rows'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import { fileDiff } from '../support/file-diff'

const files = ['a.ts', 'b.ts', 'package-lock.json', 'tests/a.test.ts'].map((path) => fileDiff(path, ['+new']))
const groups = arrangeFiles(files, { filter: '', sort: 'path', changedAtMs: new Map() })
const words = (rows: ReturnType<typeof railRows>, first = 0, end = rows.length) =>
  rows.slice(first, end).map((row) => {
    if (row.kind === 'group') return row.group.group
    return row.kind === 'file' ? `${row.file.path} ${row.at}/${row.of}` : `${row.files} uncounted`
  })

it('makes the rows that are asked for, groups with their heading and code without', () => {
  const rows = railRows(groups, (group) => group !== 'lock')
  expect(words(rows)).toEqual(['a.ts 1/2', 'b.ts 2/2', 'tests', 'tests/a.test.ts 1/1', 'lock'])
  expect(words(rows, 1, 3)).toEqual(['b.ts 2/2', 'tests'])
  expect(words(rows, 4, 99)).toEqual(['lock'])
})

it('heads what nobody counted in an order by size, in each group that is open', () => {
  const unread = (path: string): FileDiff => fileDiff(path, [], { body: { kind: 'not-loaded' } })
  const some = [unread('a.ts'), fileDiff('b.ts', ['+1']), unread('tests/a.test.ts'), unread('tests/b.test.ts')]
  const rowsBy = (sort: 'path' | 'size', open: boolean) =>
    railRows(arrangeFiles(some, { filter: '', sort, changedAtMs: new Map() }), (group) => group === 'code' || open)
  const rows = rowsBy('size', true)
  const all = [
    'b.ts 1/2',
    '1 uncounted',
    'a.ts 2/2',
    'tests',
    '2 uncounted',
    'tests/a.test.ts 1/2',
    'tests/b.test.ts 2/2',
  ]
  expect(words(rows)).toEqual(all)
  expect(words(rows, 4, 6)).toEqual(all.slice(4, 6))
  expect(words(rowsBy('size', false))).toEqual(['b.ts 1/2', '1 uncounted', 'a.ts 2/2', 'tests'])
  expect(words(rowsBy('path', true)).join()).not.toContain('uncounted')
})

it('knows the first file that can be gone to', () => {
  expect(railRows(groups, () => true).firstFile()?.path).toBe('a.ts')
  expect(railRows(groups, () => false).firstFile()).toBeNull()
})
