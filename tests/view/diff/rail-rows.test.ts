import { expect, it } from 'vitest'
import { arrangeFiles } from '../../../src/core/diff/arrange-files'
import { railRows } from '../../../src/renderer/src/views/diff/rail/rail-rows'
import { fileDiff } from '../support/file-diff'

const files = ['a.ts', 'b.ts', 'package-lock.json', 'tests/a.test.ts'].map((path) => fileDiff(path, ['+new']))
const groups = arrangeFiles(files, { filter: '', sort: 'path', changedAtMs: new Map() })
const words = (rows: ReturnType<typeof railRows>, first = 0, end = rows.length) =>
  rows.slice(first, end).map((row) => (row.kind === 'group' ? row.group.group : `${row.file.path} ${row.at}/${row.of}`))

it('makes the rows that are asked for, groups with their heading and code without', () => {
  const rows = railRows(groups, (group) => group !== 'lock')
  expect(words(rows)).toEqual(['a.ts 1/2', 'b.ts 2/2', 'tests', 'tests/a.test.ts 1/1', 'lock'])
  expect(words(rows, 1, 3)).toEqual(['b.ts 2/2', 'tests'])
  expect(words(rows, 4, 99)).toEqual(['lock'])
})

it('knows the first file that can be gone to', () => {
  expect(railRows(groups, () => true).firstFile()?.path).toBe('a.ts')
  expect(railRows(groups, () => false).firstFile()).toBeNull()
})
